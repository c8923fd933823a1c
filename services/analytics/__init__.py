"""Analytics 分析: what the company can learn from its complaints, as facts and as reports.

Owns: projections and reports; no aggregate. Tells: nothing yet. Hears: everybody.
"""
