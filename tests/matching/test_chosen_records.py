"""Texts of every form, with the record that the matcher chooses for each, if any."""

import pytest

CHOSEN = [
    # names, in any script and word order
    ("香港科技大學", "hkust"),
    ("香港科技大学", "hkust"),
    ("HK Univ of Sci & Tech", "hkust"),
    ("Science and Technology, Hong Kong University of", "hkust"),
    ("University of Hong Kong", "hku"),
    ("Univ Hong Kong Ltd.", "hku"),
    ("CUHKSZ", "cuhk-shenzhen"),
    ("深圳研究院（香港中文大學）", "cuhk-institute"),
    ("CUHK Shenzhen Research Institute", "cuhk-institute"),
    ("SKLLR", "liver"),
    ("CUHK", "cuhk"),
    ("HKCUHK", "cuhk"),
    ("Top Talent Pass", "scheme"),
    # departments of a body
    ("香港科技大学机械工程系", "hkust"),
    ("李嘉誠醫學院，香港大學", "hku"),
    ("Dept. of Chemistry, HKU", "hku"),
    ("HKU Business School", "hku"),
    ("School of Nursing, HKU", "hku"),
    ("港大-建築學院", "hku"),
    ("香港中文大學 (深圳) 數據科學學院", "cuhk-shenzhen"),
    # addresses, notes, titles
    ("HKUST, Clear Water Bay, Kowloon, Hong Kong", "hkust"),
    ("達之路83號香港大學", "hku"),
    ("HK HKU", "hku"),
    ("HKU 2021", "hku"),
    ("香港大學（已核實）", "hku"),
    ("孫東教授", "sun-dong"),
    ("創科局局長孫東", "sun-dong"),
    ("肝病研究國家重點實驗室（香港大學）", "liver"),
    ("Liver Research Laboratory, State Key of (HKU)", None),
    ("HKU, HKSAR", "hku"),
    ("深圳 香港中文大學（深圳）", "cuhk-shenzhen"),
    ("高才通計劃", "scheme"),
    ("InnoEX 2023 (2023)", "expo-2023"),
    ("Shenzhen, Guangdong", "shenzhen"),
    ("深圳市", "shenzhen"),
    # a name and its abbreviation
    ("香港科技大學 HKUST", "hkust"),
    ("HKUST SRI", "hkust-institute"),
    # several names of one record, of which one identifies it
    ("深圳研究院 香港科技大學深圳研究院", "hkust-institute"),
    ("InnoEX 創科展2023", "expo-2023"),
    ("深圳研究院 SRI", None),
    ("創科局／Innovation, Technology and Industry Bureau", "bureau"),
    # typing errors
    ("香港理工大學", None),
    ("Hong Kong Univeristy of Science and Techonology", "hkust"),
    ("State Key Labo ratory of Liver Research", "liver"),
    ("Dept. of Chemistry, Univercity of Hong Kong", "hku"),
    ("Astra Zenecca", "astra"),
    ("香港科技大學學", "hkust"),
    ("肝炳研究國家重點實驗室", "liver"),
    ("肝病研國家重點實驗室", "liver"),
    ("肝病究研國家重點實驗室", "liver"),
    ("香港中文大學深川研究院", "cuhk-institute"),
    # a misspelt part beside its parent, and a part that is not registered
    ("肝炳研究國家重點實驗室（香港大學）", "liver"),
    ("State Key Laboratory of Liver Reserch, HKU", "liver"),
    ("香港大學心病研究國家實驗室", "hku"),
    # truncated
    ("State Key Laboratory of Marine Pollut", "marine"),
    ("State Key Laboratory of Marine", None),
    ("肝病研究國家重點實", "liver"),
    ("Innovation, Technology and Industry Bure", "bureau"),
    ("The Chinese University of Hong Kong", "cuhk"),
]
NOT_CHOSEN = [
    # words that identify nothing by themselves
    *("大學", "Laboratory", "State Key Laboratory", "深圳研究院", "SRI", "港", "", "?!"),
    # independent bodies
    *("香港大學深圳研究院", "香港大學深圳醫院", "HKU Shenzhen Hospital", "HKUST(GZ)"),
    *("香港大學（東京）", "香港大學出版社", "HKU Press"),
    *("香港大學附屬小學", "港大同學會書院", "HKU Affiliated School Ho Tung", "HKU Chan Kin School"),
    *("HKUST Holdings Ltd.", "香港科技大學控股有限公司", "香港科技大學集團", "HKUST Group"),
    *("HKU Medical Centre", "香港大學醫療中心", "港大-巴斯德科研中心", "HKU Alumni Association"),
    *("香港大學學生會", "香港大學站", "HSBC (HKU Branch)", "HKU Hotel", "HKU (Starbucks Cafe)"),
    # other bodies
    *("東京大學", "中國科大", "北科大學", "Lingnan University, Hong Kong", "大埔創新園"),
    *("Open University of Hong Kong", "香港科學大學", "中國科技", "香港大學校長"),
    *("State Key Laboratory of Marine Geology", "State Key Laboratory of Marine (Geology)"),
    # two bodies
    *("HKU / HKUST", "HKU; MIT", "港大、科大", "HKU, CUHK", "MIT, HKU", "HKUST, MIT"),
    # another year
    *("InnoEX", "InnoEX 2025", "創科展", "高才通2025", "高才通（第2期）", "InnoEX 2023, 2025"),
    # places, which have no departments
    *("香港醫院", "深圳研究", "九龍，香港城"),
]


@pytest.mark.parametrize(("text", "id"), CHOSEN)
def test_match_chooses_the_expected_record(chosen, text, id):
    assert chosen(text) == id


@pytest.mark.parametrize("text", NOT_CHOSEN)
def test_match_chooses_nothing_for_an_ambiguous_or_unknown_text(chosen, text):
    assert chosen(text) is None
