"""Licences, citation, contact and stability of the service, in both languages."""

from datetime import date

from hkinno.registry.formats.jsonld_context import LICENSE_URL

NAME = {
    "zh-Hant": "香港創新科技開放註冊庫",
    "en": "An open registry of Hong Kong's innovation and technology",
}
DATA_LICENCE = {
    "name": "CC0-1.0",
    "title": "Creative Commons Zero v1.0 Universal",
    "path": LICENSE_URL,
}
CODE_LICENCE = "Apache-2.0"

REPORT = {
    "zh-Hant": (
        "請寫信到上述地址，或在本軟件的版本庫提出問題：說明是哪一筆記錄、應作甚麼、以何來源為據。"
    ),
    "en": (
        "Write to the address, or open an issue in the software's repository. Name the record, the "
        "correct value and a source for it."
    ),
}
REMOVAL = {
    "zh-Hant": "人物只以公開職務收錄。本人或其代表可要求刪除，無須理由；編號將回覆 410，永不再用。",
    "en": (
        "People are listed only in their public roles. They, or someone acting for them, can ask "
        "for removal without giving a reason. The id then returns 410 and is never reused."
    ),
}
STAYS = {
    "zh-Hant": (
        "在 v1 之內：不會刪除或改名任何地址、欄位、參數或詞彙，也不會改變其類型；編號永久有效。"
    ),
    "en": (
        "Within v1 no URL, key, parameter or vocabulary term is removed or renamed, and none "
        "changes its type. Ids are permanent."
    ),
}
MAY_CHANGE = {
    "zh-Hant": (
        "在 v1 之內可以增加：資源、欄位、參數、詞彙、格式、錯誤代碼；客戶端應略過不認識的內容。"
        "資料會隨查證更正，錯誤說明的文字、欄位次序及結果中未指明的次序亦可改變。"
    ),
    "en": (
        "Within v1 resources, keys, parameters, vocabulary terms, formats and error codes may be "
        "added; clients should ignore what they do not know. Facts change as they are corrected. "
        "The wording of messages and the order of keys may change."
    ),
}


def citation_of_all(address: str, revision: int, today: date) -> dict[str, str]:
    """A citation of all data at a revision, accessed on a day, in both languages."""
    day = today.isoformat()
    return {
        "zh-Hant": f"hkinno：{NAME['zh-Hant']}。數據版本 {revision}，{day} 查閱。{address} "
        "CC0 1.0。",
        "en": f"hkinno: {NAME['en']}. Revision {revision} of the data, accessed {day}. {address} "
        "CC0 1.0.",
    }
