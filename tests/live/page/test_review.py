"""Review in the browser: reasons, judging by hand, merged ids, taking back."""

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect


def test_what_is_one_is_shown_with_both_sides_and_the_reasons(page, client):
    judged = client.get("/v1/judgements?verdict=same&scope=incident").json()["results"]
    assert judged
    page.goto("/#/review?verdict=same&scope=incident")
    cards = page.locator(".judgement")
    expect(cards).to_have_count(min(len(judged), 10))
    expect(cards.first.locator("blockquote mark")).to_have_count(2)
    expect(cards.first).to_contain_text(judged[0]["reasons"][0].replace("_", " "))


def test_a_person_splits_and_takes_it_back(page, client):
    incident = next(i for i in client.get("/v1/incidents?limit=100").json()["results"] if i["n_reports"] > 1)
    pair = client.get("/v1/judgements?verdict=same&scope=incident").json()["results"][0]
    page.goto("/#/review?verdict=same&scope=incident")
    page.get_by_label("Judged by you as").fill("ann")
    page.locator(".judgement").first.get_by_label("Why").fill("two bombs")
    page.locator(".judgement").first.get_by_role("button", name="Not the same").click()
    expect(page.locator(".notice")).to_contain_text("Judged: not the same", timeout=60_000)
    mine = client.get("/v1/judgements?by=ann").json()["results"]
    assert [(j["left"], j["right"], j["reasons"]) for j in mine] == [(pair["left"], pair["right"], ["two bombs"])]
    page.locator(".notice").get_by_role("button", name="Undo").click()
    expect(page.locator(".notice")).to_contain_text("Taken back", timeout=60_000)
    assert client.get(f"/v1/incidents/{incident['id']}").json()["incident"]["n_reports"] == incident["n_reports"]


def test_two_names_are_judged_one_and_the_old_address_leads_to_the_new(page, client):
    page.goto("/#/review")
    page.get_by_label("Judged by you as").fill("ben")
    for label, name in (("One", "Rana Sanaullah"), ("The other", "Sarfraz Bugti")):
        page.get_by_role("combobox", name=label, exact=True).fill(name)
        page.locator(".adder [role=option]:visible").first.click()
    page.get_by_role("button", name="The same", exact=True).last.click()
    expect(page.locator(".notice")).to_contain_text("Judged: the same", timeout=60_000)
    act = client.get("/v1/judgements?by=ben").json()["results"][0]["id"]
    gone = next(
        id
        for id in ("person-sarfraz-bugti", "person-rana-sanaullah")
        if client.get(f"/v1/entities/{id}").status_code == 308
    )
    page.goto(f"/#/entity/{gone}")
    expect(page.locator(".notice")).to_contain_text(f"{gone} was merged into this one")
    assert gone not in page.url
    client.post(f"/v1/judgements/{act}/undo", json={"by": "ben"})
    assert client.get(f"/v1/entities/{gone}").status_code == 200


def test_reports_of_one_incident_tell_their_own_tolls(page, client):
    incident = next(i for i in client.get("/v1/incidents?limit=100").json()["results"] if i["n_reports"] > 1)
    page.goto(f"/#/incident/{incident['id']}")
    counts = page.locator("main .count")
    counts.nth(1).click()
    expect(page.locator("main .counted > ul > li")).to_have_count(incident["n_reports"])
    counts.nth(0).click()
    expect(page.locator("main .counted > ul > li")).to_have_count(incident["n_independent_origins"])
    page.get_by_text("Why they are taken for one").first.click()
    expect(page.locator("main .counted details li").first).to_be_visible()
    expect(page.get_by_role("heading", name="killed: told differently")).to_be_visible()


def one_claim(client):
    """A relation that rests on one claim, and that claim."""
    found = client.get("/v1/relations?evidence=5&limit=100").json()["results"]
    relation = next(r for r in found if r["claims"] == 1 and not r["denied"] and r["evidence"][0]["speaker"])
    return relation, relation["evidence"][0]


def between(client, relation):
    asked = {"type": relation["type"], "source": relation["source"]["id"], "target": relation["target"]["id"]}
    return client.get("/v1/relations", params=asked).json()["results"]


def test_a_rejected_claim_counts_nowhere_is_struck_through_and_comes_back(page, client):
    relation, claim = one_claim(client)
    page.goto(f"/#/review?part=claims&sel=claim:{claim['id']}")
    card = page.locator("aside .claim")
    card.get_by_text("Is this right?").click()
    card.get_by_label("You").fill("")
    card.get_by_role("button", name="Reject").click()
    expect(card.locator(".error")).to_contain_text("Say who you are first")
    card.get_by_label("You").fill("ann")
    card.get_by_label("Why").fill("misread")
    card.get_by_role("button", name="Reject").click()
    expect(page.locator("aside .claim.rejected")).to_contain_text("counts nowhere by ann", timeout=60_000)
    assert between(client, relation) == []
    page.goto(f"/#/article/{claim['article']['id']}")
    expect(page.locator(".article .rejected-span").first).to_be_visible()
    page.goto("/#/review?part=claims&ruled=rejected")
    expect(page.locator("main .claim.rejected")).to_have_count(1)
    page.goto("/#/review?part=acts")
    row = page.get_by_role("region", name="acts").locator("tbody tr").first
    expect(row).to_contain_text("rejected: misread")
    row.get_by_role("button", name="Undo").click()
    expect(page.locator(".notice")).to_contain_text("Taken back", timeout=60_000)
    expect(row).to_contain_text("by ann")
    assert between(client, relation)[0]["claims"] == 1


def test_a_corrected_claim_says_what_was_extracted(page, client):
    relation, claim = one_claim(client)
    page.goto(f"/#/entity/{relation['source']['id']}?sel=claim:{claim['id']}")
    card = page.locator("aside .claim")
    card.get_by_text("Is this right?").click()
    card.get_by_label("You").fill("ben")
    card.get_by_role("button", name="Correct").click()
    card.get_by_role("combobox", name="to whom or what").fill("Sarfraz Bugti")
    card.locator("[role=option]").first.click()
    card.get_by_label("Done or not").select_option("planned")
    card.get_by_role("button", name="Keep the correction").click()
    expect(card).to_contain_text("corrected by ben", timeout=60_000)
    expect(card).to_contain_text(f"object: {relation['target']['name']}")
    expect(card.locator(".fact")).to_contain_text("Sarfraz Bugti")
    expect(card).to_contain_text("planned, not done")
    assert between(client, relation) == []
    act = client.get("/v1/acts?by=ben").json()["results"][0]
    assert act["about"][0] == claim["id"] and act["verdict"] == "corrected"
    refused = client.post(f"/v1/claims/{claim['id']}/review", json={"verdict": "accepted", "by": "ann"})
    assert (refused.status_code, refused.json()["reason"]) == (409, "contradiction")
    wrong = client.post(f"/v1/claims/{claim['id']}/review", json={"verdict": "corrected", "by": "ann"})
    assert wrong.status_code == 422 and "correction" in wrong.json()["detail"]
    card.get_by_text("Change the ruling").click()
    card.get_by_role("button", name="Undo").click()
    expect(card.locator(".fact")).to_contain_text(relation["target"]["name"], timeout=60_000)
    assert between(client, relation)[0]["claims"] == 1
