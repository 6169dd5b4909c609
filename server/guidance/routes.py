"""Which workshop for me? Four questions with pictures, one a page; the answers are in the address and nowhere else."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from server.foundation import clock
from server.foundation.languages import translator
from server.foundation.web import language_of, page
from server.guidance import queries, rules, words

PATH = "/quel-atelier"
Asked = Request[Any, Any, Any]


@get(PATH, opt={"access": "public"})
async def which_workshop(request: Asked) -> Response[str]:
    """The first question without an answer; once all four are answered, the sessions to go to."""
    given = rules.answers(request.query_params)
    if question := rules.next_question(given):
        return _question(request, question, given)
    return await _result(request, given)


def _worded(question: str, given: dict[str, str]) -> tuple[str, dict[str, words.Answer]]:
    """Return the words of a question and of its answers; a telephone has no mouse."""
    if question == "geste":
        return (words.TOUCH, words.TOUCHES) if given.get("appareil") == "telephone" else (words.MOUSE, words.MOUSES)
    return {
        "appareil": (words.DEVICE, words.DEVICES),
        "allumer": (words.SWITCH, words.SWITCHES),
        "message": (words.MESSAGE, words.MESSAGES),
    }[question]


def _question(request: Asked, question: str, given: dict[str, str]) -> Response[str]:
    said, choices = _worded(question, given)
    tell = translator(language_of(request)).gettext
    return page(
        request,
        "guidance/question.html",
        question=question,
        words=tell(said),
        choices=[(value, tell(label), picture, badge) for value, (label, picture, badge) in choices.items()],
        given=given,
        step=len(given) + 1,
        steps=len(rules.QUESTIONS),
        back_url=_address(dict(list(given.items())[:-1])) if given else "/",
    )


async def _result(request: Asked, given: dict[str, str]) -> Response[str]:
    now, language, said = clock.now(), language_of(request), rules.said_level(given)
    tell = translator(language).gettext
    proposed = await queries.proposals(rules.wishes(given), said, language=language, now=now)
    others = [] if proposed else await queries.alternatives(said, language=language, now=now)
    return page(
        request,
        "guidance/result.html",
        proposed=[{"session": each.card, "why": tell(words.WHY[each.why])} for each in proposed],
        others=others,
        answers=[_said_back(question, given, tell) for question in given],
        said=said,
        back_url=_address({name: value for name, value in given.items() if name != "message"}),
        start_url=PATH,
    )


def _said_back(question: str, given: dict[str, str], tell: Any) -> dict[str, str]:
    """Return a question, what was answered, and where it is answered anew."""
    said, choices = _worded(question, given)
    names = list(given)
    before = {name: given[name] for name in names[: names.index(question)]}
    return {"question": tell(said), "answer": tell(choices[given[question]][0]), "url": _address(before)}


def _address(given: dict[str, str]) -> str:
    return f"{PATH}?{urlencode(given)}" if given else PATH


PUBLIC: list[ControllerRouterHandler] = [which_workshop]
