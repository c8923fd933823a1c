"""A small regulation that uses every section on cases and responsibility, and its organisation."""

from __future__ import annotations

from functools import cache

from shared.policy import Directory, Pack, PolicyLibrary, load_directory, load_pack
from tests.unit.policy.regulations import library

DESK = """\
pack: desk
version: "1"
effective_from: 2020-01-01
title: 前台制度
calendar:
  zone: Asia/Shanghai
  hours: {mon-fri: ["09:00-18:00"]}
departments: {engineering: 工程部, project-department: 项目部, maintenance: 维修队, property: 物业公司}
posts: {general-manager: 总经理}
categories:
  leak: {name: 漏水, department: engineering, words: [漏水]}
  noise: {name: 噪声, department: property, words: [吵]}
default_category: leak
scope:
  - {rule: desk-1, label: 场内签约, when: "!facts.signed_outside"}
facts:
  signed_outside: {type: bool, label: 场外签约}
  outside_scope: {type: bool, label: 不属受理范围, set_by: [found-out-of-scope]}
  disputed: {type: bool, label: 责任有争议, set_by: [responsibility-disputed]}
  need: {type: string, label: 诉求, words: {repair: 维修, money: 赔偿}}
  part: {type: string, label: 部位, words: {roof: 屋面防水, door: 门窗}}
  delivered: {type: bool, label: 已交付, during: {since: delivery}}
  in_warranty: {type: bool, label: 集中维保期内, during: {since: delivery, lasts: 6 month}}
  part_in_warranty: {type: bool, label: 部位在保修期内, during: {since: delivery, warranty_of: part}}
  households:
    type: int
    label: 户数
    counted: {by: [project, category], distinct: household, within: 30 cd}
  grave: {type: bool, label: 重大}
  again: {type: bool, label: 再次投诉, set_by: [complaint-repeated]}
grades:
  - grade: 1
    name: 重大
    conditions:
      - {rule: desk-2a, label: 三户以上, when: facts.households >= 3}
      - {rule: desk-2b, label: 再次投诉, when: facts.again}
  - grade: 2
    name: 一般
    otherwise: {rule: desk-2c, label: 其他}
routing:
  - {rule: desk-3, label: 部位在保修期内由维修队负责, when: facts.part_in_warranty, to: maintenance}
  - {rule: desk-4, label: 维保期内由项目部负责, when: facts.in_warranty, to: project-department}
  - {rule: desk-5, label: 重大投诉由工程部负责, when: facts.grade == 1, to: engineering}
steps:
  site_surveyed: {rule: desk-6, name: 现场勘查}
  answered: {rule: desk-7, name: 书面答复}
promises:
  next_answer: {rule: desk-8, name: 下次答复}
disputes: {rule: desk-9, decided_by: general-manager}
closing:
  - rule: desk-10
    label: 已办结、业主责任或不属受理范围
    when: case.carried_out || case.side == 'customer' || case.out_of_scope
"""
ORGANISATION = """\
group: 明湖集团
departments:
  engineering: {name: 工程部, email: gcb@mh.example, leader: {name: 冯, email: f@mh.example}}
  project-department: {name: 项目部, email: xmb@mh.example, leader: {name: 郑, email: z@mh.example}}
  maintenance: {name: 维修队, email: wxd@mh.example, leader: {name: 陈, email: c@mh.example}}
  property: {name: 物业公司, email: wy@mh.example, leader: {name: 褚, email: h@mh.example}}
posts:
  general-manager: {name: 总经理, email: zjl@mh.example}
regions: {east: {name: 华东}}
cities: {hangzhou: {name: 杭州, region: east}}
warranties: {roof: {name: 屋面防水, lasts: 60 month}}
projects:
  mhhy:
    name: 明湖花园
    city: hangzhou
    policies: [{pack: desk, from: 2020-01-01}]
    dates: {delivery: 2026-06-30}
    buildings:
      b1: {name: 1 幢, households: 60}
      b11: {name: 11 幢, households: 60, dates: {delivery: 2026-12-01}}
"""


@cache
def desk() -> Pack:
    return load_pack(DESK, file="desk.yaml", calendars={})


@cache
def organisation() -> Directory:
    return load_directory(ORGANISATION, file="directory.yaml")


@cache
def desk_library() -> PolicyLibrary:
    """The regulations of the tests with this one among them, in its own organisation."""
    return PolicyLibrary({**library().packs, ("desk", "1"): desk()}, organisation())
