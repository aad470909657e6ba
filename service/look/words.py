"""Every Chinese word the console says about states, reasons and errors.

Never 违法, 合规 or 安全 as a finding of the machine; people alone decide.
"""

from dataclasses import dataclass

from dossier.claims import (
    AbsenceKind,
    AbsenceState,
    Basis,
    Breach,
    GroundSource,
    SuppressedBy,
    Verification,
)
from dossier.pages import Origin
from dossier.reviews import Decision, Reason
from dossier.store.pages import State

ORIGINS: dict[Origin, str] = {
    Origin.TITLE: "标题",
    Origin.DESCRIPTION: "页面描述",
    Origin.HEADING: "小标题",
    Origin.PARAGRAPH: "正文",
    Origin.ITEM: "列表",
    Origin.CELL: "表格",
    Origin.LINK: "链接",
    Origin.BUTTON: "按钮",
    Origin.IMAGE_ALT: "图片文字",
    Origin.NAVIGATION: "导航",
    Origin.FOOTER: "页脚",
    Origin.PASTE: "粘贴",
}

STATES: dict[State, str] = {
    "open": "待审",
    "pending": "待核实",
    "suspect": "列为疑似",
    "dismissed": "排除",
    "quiet": "未检出",
}

DECISIONS: dict[Decision, str] = {
    Decision.SUSPECT: "列为疑似",
    Decision.DISMISSED: "排除",
    Decision.PENDING: "待核实",
}

REASONS: dict[Reason, str] = {
    Reason.LICENSED: "持牌",
    Reason.NEWS_OR_WARNING: "新闻或警示",
    Reason.RETELLING: "转述",
    Reason.NOT_INVESTMENT: "非投资",
    Reason.ALREADY_HANDLED: "已处理",
    Reason.WEAK_EVIDENCE: "证据不足",
}

SUPPRESSED_BY: dict[SuppressedBy, str] = {
    "negation": "否定表述",
    "quotation": "引述",
    "retelling": "转述或提问",
    "news": "新闻或警示",
    "not_promotional": "非投资推介",
    "product_gate": "存款、国债等法定表述",
    "overlap": "与另一处标记重叠",
}

GROUND_SOURCES: dict[GroundSource, str] = {
    "rule": "规则",
    "rate": "收益换算",
    "classifier": "分类器",
}

ABSENCES: dict[AbsenceKind, str] = {
    "no_risk_notice": "风险提示",
    "no_risk_bearer": "风险责任承担说明",
    "unmarked_soft_article": "软文标明“广告”",
    "data_without_source": "数据来源说明",
}

ABSENCE_STATES: dict[AbsenceState, str] = {
    "present": "有",
    "not_prominent": "有，但不显著",
    "absent": "未见",
    "cannot_judge": "无法判断",
}

BREACHES: dict[Breach, str] = {
    "per_se": "条文直接针对此类表述",
    "condition": "须先查明条件",
    "indicator": "参考指标",
}

VERIFIED: dict[Verification, str] = {
    "V1": "已通读原文",
    "V2": "两处以上来源",
    "S": "未经核实（仅一处来源）",
    "K": "未经核实",
}

BASES: dict[Basis, str] = {
    "given": "指定日期",
    "page": "页面所载日期",
    "fetched": "采集日期",
    "today": "判断当日",
}

LEVELS: dict[int, str] = {
    0: "未到提示线",
    1: "一级",
    2: "二级",
    3: "三级",
    4: "四级",
}

NOT_AN_AD = "不是投资广告"
CLEAN_AD = "是投资广告，未见所列问题"
MARKED_AD = "是投资广告，所留标记属实"

SILENT = "本次未检出所列表述，不代表合法，也不代表可以投资。"
RETOLD = (
    "这段文字像是转述、提问或报道，本身不作广告处理；但它复述的下列说法疑似误导，"
    "不能据此认为可以投资。请先问清是否已经付款：未付款的先不付，已付款的保留合同、聊天和转账记录。"
)

WRONG_PASSWORD = "名称或密码不对。"


def too_many_tries(seconds: float) -> str:
    """Why the login form is closed for a while."""
    return f"连续多次未能登录，请在 {int(seconds) + 1} 秒后再试。"


def certainty(value: float) -> str:
    """A probability in words, to stand beside the number."""
    if value >= 0.85:
        return "很可能"
    return "可能" if value >= 0.6 else "存疑"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as people read it: what happened, what is safe, what to do."""

    title: str
    happened: str
    safe: str
    todo: str


PROBLEMS: dict[int, Problem] = {
    400: Problem(
        "请求无法处理", "浏览器发来的内容不完整。", "没有保存任何内容。", "请返回后重试。"
    ),
    403: Problem(
        "表单已失效",
        "这张表单不是从当前登录的页面发出的，或登录之后已经过期。",
        "没有保存任何内容。",
        "请返回原页面，刷新后重新提交。",
    ),
    404: Problem(
        "没有这个页面", "网址可能有误，或页面尚未采集。", "已有记录不受影响。", "请从待审列表进入。"
    ),
    405: Problem(
        "请求无法处理", "这个网址不接受这种请求。", "没有保存任何内容。", "请从待审列表进入。"
    ),
    409: Problem(
        "文本已重新判断",
        "在您阅读期间，这个页面被重新采集或重新判断，您看到的已不是最新结果。",
        "您的决定没有保存，原有记录不受影响。",
        "请重新打开页面，看过最新结果后再作决定。",
    ),
    413: Problem(
        "内容过大",
        "发来的内容超过了一次能处理的大小。",
        "没有保存任何内容。",
        "请分段粘贴，每段不超过 2 MB（约 60 万字）。",
    ),
    422: Problem("网址无法识别", "网址里的参数不对。", "已有记录不受影响。", "请从待审列表进入。"),
    500: Problem(
        "系统出错",
        "处理这次请求时出现意外，详情已记入服务日志。",
        "已保存的决定不受影响；本次操作未保存。",
        "请稍后重试；反复出现时请告知维护人员。",
    ),
}

EMPTY_QUEUE: dict[State, str] = {
    "open": (
        "待审已全部处理。下一批页面采集并判断后，会按风险高低出现在这里；也可以先粘贴一段文字检测。"
    ),
    "pending": "没有待核实的页面。审阅时选择“待核实”，页面就会放到这里。",
    "suspect": "还没有列为疑似的页面。在待审中决定后，会放到这里。",
    "dismissed": "还没有排除的页面。在待审中决定后，会放到这里。",
}
NOTHING_CRAWLED = (
    "还没有采集结果。采集完成后，需要人看的页面会按风险高低出现在这里；也可以先粘贴一段文字检测。"
)
NOTHING_MATCHES = "没有标题、平台或网址含有这些字的页面。"
