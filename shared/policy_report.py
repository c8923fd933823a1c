"""What an operator is told of the policies in force in a service, and of those it did not take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.policy.faults import PolicyFault
    from shared.policy.live import LivePolicies


def report_on(policies: LivePolicies) -> dict[str, Any]:
    """As JSON: `digest` tells folders apart, `sealed` which versions may not change any more."""
    refused = policies.refused
    return {
        "folder": str(policies.folder),
        "digest": policies.reading.digest,
        "loaded_at": policies.reading.loaded_at.isoformat(),
        "packs": [
            {
                "pack": pack.id,
                "version": pack.version,
                "title": pack.title,
                "effective_from": pack.effective_from.isoformat(),
                "digest": pack.digest,
                "sealed": policies.is_sealed(pack),
            }
            for pack in policies.packs.values()
        ],
        "refused": refused
        and {"at": refused.at.isoformat(), "faults": [_fault(fault) for fault in refused.faults]},
    }


def _fault(fault: PolicyFault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "path": fault.path,
        "reason": fault.chinese,
        "reason_en": fault.english,
    }
