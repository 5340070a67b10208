"""The words by which a sentence says that it speaks of the future, or that a property holds.

docs/seeds.md explains how `check_seeds` reads them.
"""

import re

# 將 before an object that something is done with (將創科局重組為 …) does not speak of the future.
FUTURE = re.compile(
    r"(?<![即必])將(?![近來軍])(?![^，,。]{1,16}(?:重組|應用於|單列|發展成|打造為|納入|建立))|擬(?!議)"
    r"|計劃(?=[招今在收拓])|正計劃|料(?=最遲)|預計|預期|爭取|有望|可望|力爭|目標|建議|探索"
    r"|籌[劃備]|希望|醞釀|下一步|可能|或翻倍|打算|今後會|會參照|定位是"
)
# A need is no plan: what should be done is proposed, or claimed.
NEED = re.compile(
    r"(?<![響反適回對供相效感中])應(?![用對])|必須|須(?=在)|(?<!下一步)需要|一定要|(?<!則)是要"
)
# Verbs that in reports of policies tell what is to be done, as well as dates to come.
INTENDED = re.compile(
    FUTURE.pattern + r"|打造|推[動進]|加快|建[設成立]|帶動|促進|[布佈]局|部署|續辦|在即|加強|鼓勵"
    r"|落實|實現|年[底內]|明年|[要會可須能]|允許|支持|開展|改名|構建|深化|通車|開放|制定|籌|（籌）"
    r"|今年|新設|提出|力|完善|未來|構想|需|扶持|定位|接下來|旨在"
)
# What has been done, or is followed, is no objective.
ACHIEVED = re.compile(r"(?:參與|加快|加大|取得|促進|有)了|參與多|成功提升|孵化出|開啟|緊貼")
# What nobody counted, or is praise, is claimed.
SUPERLATIVE = re.compile(r"首[個枚例家]|最|唯一|龍頭|典範|標杆|熱土|一流|知名")
# What dates an event; without it, the event is only known to precede its article.
DATED = re.compile(r"\d{4}年|[今去明]年|\d月|[昨當]日|上周|近[日期]|年[底初內]|期間")
FUTURE_EXEMPT = frozenset(
    "exists about objective alias name_zh name_en external_ids website".split()
)

_WORDS = {
    "host": r"依托單位|旗下|組建|建立|成立|設(?![備施])|的實驗室|[室心]\(",
    "operator": "轄下|旗下|則有|開通|成立|設立|擁有",
    "administrator": "推出|發[佈布]|公布|提出|負責|統籌|牽頭|主導|推[動進]|領導|批准|撥|預留|投資"
    "|資助|設立|設置|舉辦|開設|新增|支持|管理|制[定訂]|促進|招收|提供|宣布|專責|邀請"
    "|擬用|聯合培|合作平台",
    "organiser": "[主合承舉]辦|提出|舉行|召[開集]|籌劃|發[布佈]|公布|成立|委任|建設|宣布|開展|透露"
    "|重[組新]|改名|招商|公示|制定|合作|第\\d+屆|施政報告",
    "co-organiser": "合辦|協辦",
    "supporter": "支持|贊助|協辦",
    "speaker": "表示|指出|透露|認為|強調|提出|告訴|獲悉|所言|採訪|金句|公布|[說稱]",
    "guest": "視察|訪|出席",
    "participant": "參[加與觀]|得獎|獲|訪|紛紛|入駐",
    "participates-in": "參[與加]|合作平台",
    "signatory": "簽署|簽訂",
    "partner": "合作|聯合|共[建同]|夥|聯同|協同|推動|統籌|兩校",
    "works-with": "合作|聯合|攜手|聯手|共同|夥|對接|簽署",
    "founder": "成立|創[辦立建]|設立|聯同|建設|他的",
    "develops": "研發|開發|領導|主導|領建|打造|設置|提供|初步定",
    "tenant": "入駐|進駐|落戶|租戶",
    "operates-in": "入駐|進駐|落戶|扎根|落地|設有|來港|拓展|則有",
    "recipient": "獲|融資|資助|撥款",
    "eligible-region": "開放|全國|申請|參[加與]|招|過河|撥付至|過境|選拔",
    "alumnus": "畢業|校友",
    "awarded": "獲|其中一位",
    "predecessor": "合併|改名|重組|繼續",
    "launched": "推出|提出|發[佈布表]|公布|出台|設立|啟動|撥|簽署|新增|開設|報告|今年|獲悉|預留"
    "|預算|實行|合作|制定|科普|[自從]\\d+年|年起",
    "established": "成立|創[辦立建]|設|建立|掛牌|揭牌|辦學|組成|入駐",
    # Not 落成 or 完成: what is built is not yet open.
    "opened": "開通|啟用|開放|開幕|通車|成立|進駐|設立",
    "closed": "合併|關閉|結束",
}
WORDINGS = {name: re.compile(pattern) for name, pattern in _WORDS.items()}
