"""Articles and words over HTTP."""

from __future__ import annotations

import pytest

from bot.answer.articles import explain_article
from bot.answer.glossary import explain_terms
from tests.web.conftest import Browser


@pytest.mark.parametrize("law", ["消费者权益保护法", "中华人民共和国消费者权益保护法"])
async def test_an_article_has_our_gist_and_the_official_text(browser: Browser, law: str) -> None:
    response = await browser.get(f"/api/law/{law}/24")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=600"
    article = response.json()
    assert (article["law"], article["article"]) == ("消费者权益保护法", 24)
    assert article["title"] == "中华人民共和国消费者权益保护法"
    (row,) = (row for row in article["rows"] if row["paragraph"] == 2)
    assert row["label"] == "《消费者权益保护法》第24条第2款"
    assert (row["item"], row["in_force"], row["repealed"]) == (None, "2014-03-15", None)
    assert article["official"]["version"] == "2013-10-25"
    assert "运输等必要费用" in article["official"]["text"]
    said = explain_article("消费者权益保护法第24条原文")
    assert said is not None
    assert row["gist"] in said
    assert article["official"]["text"] in said


async def test_an_article_whose_text_is_not_here_has_its_gist_alone(browser: Browser) -> None:
    article = (await browser.get("/api/law/七日无理由退货暂行办法/18")).json()
    assert article["rows"]
    assert article["official"] is None


@pytest.mark.parametrize("path", ["刑法/24", "消费者权益保护法/999", "消费者权益保护法/-1"])
async def test_an_article_that_is_not_here_is_said_so(browser: Browser, path: str) -> None:
    response = await browser.get(f"/api/law/{path}")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "unknown_article")
    assert response.headers["Cache-Control"] == "no-store"


async def test_an_article_has_a_number(browser: Browser) -> None:
    response = await browser.get("/api/law/消费者权益保护法/二十四")
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")
    assert "条号" in response.json()["error"]["message"]


async def test_the_glossary_explains_each_word(browser: Browser) -> None:
    response = await browser.get("/api/glossary")
    assert response.headers["Cache-Control"] == "public, max-age=600"
    terms = response.json()["terms"]
    assert len(terms) > 10
    for term in terms:
        assert (
            explain_terms(f"{term['names'][-1]}是什么意思")
            == f"{term['names'][0]}：{term['means']}"
        )
