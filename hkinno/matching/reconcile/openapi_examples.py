"""What is asked of the service and answered, for the OpenAPI document."""

from hkinno.matching.openapi_examples import HOST

HERE = f"{HOST}/api/v1/reconcile"
ASKED = {"queries": '{"q0": {"query": "HK Univ of Sci & Tech", "limit": 1}}'}
ANSWERED = {
    "q0": {
        "result": [
            {
                "id": "hkust",
                "name": "Hong Kong University of Science and Technology",
                "description": "University, Hong Kong",
                "type": [{"id": "institutions", "name": "機構 Institutions"}],
                "score": 100.0,
                "match": True,
            }
        ]
    }
}
MANIFEST = {
    "versions": ["0.2"],
    "name": "hkinno",
    "identifierSpace": f"{HOST}/api/v1/",
    "schemaSpace": f"{HOST}/api/v1/vocabularies/",
    "view": {"url": f"{HERE}/view/{{{{id}}}}/"},
    "preview": {"url": f"{HERE}/preview/{{{{id}}}}/", "width": 400, "height": 240},
}
