"""The bank's history of unit net values: one honest, very long page, the same bytes each time."""

from collections.abc import Iterator
from datetime import date, timedelta

_FIRST = date(2011, 1, 4)
_TRADING_DAYS = 3_800
_UNIT = 10_000  # net values are kept in ten-thousandths, so that no rounding differs by machine

_HEAD = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>季季添产品历史单位净值 - 江屿银行</title>
<style>body{font:13px/1.6 "Microsoft YaHei",sans-serif;margin:20px 40px;color:#234}
table{border-collapse:collapse}th,td{border:1px solid #cdd;padding:2px 10px}th{background:#eef5f2}
</style></head><body>
<p><a href="/">江屿银行</a> &gt; <a href="/jijin.html">基金</a> &gt; 净值查询</p>
<h1>江屿银行“季季添”开放式净值型产品历史单位净值</h1>
<p>产品代码 JY10001,风险等级 R2。以下为逐个估值日披露的数据,仅供持有人查阅。</p>
<table><tr><th>估值日</th><th>A 份额</th><th>C 份额</th><th>交易状态</th></tr>
"""
_FOOT = """</table>
<p>过往净值不代表将来表现,产品净值可能下跌,投资者自行承担风险。</p>
<p>江屿银行股份有限公司 客服热线 400-000-9559</p>
</body></html>
"""


def net_values() -> str:
    """The whole page as text, more than 200,000 characters even without its tags."""
    days = list(_trading_days())
    rows = zip(days, _walk(days, seed=17), _walk(days, seed=29), strict=True)
    return _HEAD + "".join(_row(day, a, c) for day, a, c in rows) + _FOOT


def _trading_days() -> Iterator[date]:
    day, found = _FIRST, 0
    while found < _TRADING_DAYS:
        if day.weekday() < 5:
            yield day
            found += 1
        day += timedelta(days=1)


def _walk(days: list[date], seed: int) -> Iterator[tuple[int, int]]:
    """Net value and its change, a day at a time: a small congruential walk that drifts upwards."""
    value = _UNIT
    for _ in days:
        seed = (seed * 1_103_515_245 + 12_345) % 2**31
        change = (seed >> 16) % 10 - 4
        value += change
        yield value, change


def _row(day: date, a: tuple[int, int], c: tuple[int, int]) -> str:
    state = "开放申购 开放赎回" if day.day <= 5 else "暂停申购 暂停赎回"
    return f"<tr><td>{day}</td><td>{_cell(a)}</td><td>{_cell(c)}</td><td>{state}</td></tr>\n"


def _cell(quote: tuple[int, int]) -> str:
    value, change = quote
    percent = 100 * change / (value - change)
    return f"{value / _UNIT:.4f} 日变动 {percent:+.2f}%"
