"""Form values of a new lab, a statement and a relation."""

LAB = {
    "id": "skl-liver-research",
    "name_zh": "肝病研究國家重點實驗室",
    "name_en": "State Key Laboratory of Liver Research",
    "name_zh_basis": "official",
    "name_en_basis": "official",
    "kind": "state-key-laboratory-partner",
}
# A statement of its host.
HOST = {"property": "host", "value": "hku", "source": "wenweipo-2017"}


def statement(number, **fields):
    return {f"statements-{number}-{name}": value for name, value in fields.items()}


def relation(number, **fields):
    form = {f"relations_out-{number}-{name}": value for name, value in fields.items()}
    return form | {"relations_out-TOTAL_FORMS": str(number + 1)}
