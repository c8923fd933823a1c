"""Console 工作台: the web pages, and the joined read model behind them.

Owns: no aggregate; the tables of `read_model`, folded from what the others tell. Tells: nothing.
Hears: everybody. Commands go to the other services' APIs.
"""
