def test_start_is_for_everybody(client, db):
    answer = client.get("/")

    assert answer.status_code == 200
    assert "You decide" in answer.content.decode()


def test_help_is_for_everybody(client, db):
    assert client.get("/help/").status_code == 200
