from tests.factories.notice import Journey


def test_it(journey: Journey, officer, db) -> None:
    notice = journey.fill().send()
    print(notice)
    done = journey.school.get(notice + "/done")
    assert done.status_code == 200
    print(done.text)
    page = officer.get("/withdrawals")
    assert page.status_code == 200
    page = officer.get("/withdrawals/" + notice.rpartition("/")[2])
    assert page.status_code == 200
    pdf = journey.school.get(notice + "/receipt.pdf")
    assert pdf.status_code == 200, pdf.text
