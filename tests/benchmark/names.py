"""Parts of the bilingual names of a generated registry. Invented, but of the usual form."""

TOWNS = """\
維城/Harbour City; 北嶺/North Ridge; 東灣/East Bay; 南浦/South Creek; 西涌/West Inlet;
青山/Green Hill; 雲石/Cloudstone; 龍灣/Dragon Bay; 銀海/Silver Sea; 金澤/Golden Marsh;
荔林/Lychee Grove; 白沙/White Sands; 鹿洲/Deer Island; 梅窩/Plum Cove; 松崗/Pine Mound;
竹園/Bamboo Garden; 石門/Stone Gate; 清湖/Clear Lake; 長塘/Long Pond; 高原/Highland"""

BODIES = """\
university/大學/University; faculty/學院/College;
research-institute/研究院/Research Institute; public-body/科技局/Technology Board;
company/科技有限公司/Technology Limited; foundation/基金會/Foundation;
association/協會/Association; hospital/醫院/Hospital"""

QUALIFIERS = """\
智能/Intelligent; 先進/Advanced; 綠色/Green; 分子/Molecular; 臨床/Clinical;
計算/Computational; 應用/Applied; 海洋/Marine; 城市/Urban; 數碼/Digital; 精準/Precision;
微型/Miniature; 柔性/Flexible; 高速/High-Speed; 自主/Autonomous; 可持續/Sustainable;
納米/Nanoscale; 多模態/Multimodal; 分佈式/Distributed; 跨境/Cross-Boundary;
再生/Regenerative; 低碳/Low-Carbon; 深層/Deep; 混合/Hybrid; 安全/Secure"""

SUBJECTS = """\
機械人/Robotics/robotics; 量子材料/Quantum Materials/quantum-technology;
肝病/Liver Disease/life-and-health; 集成電路/Integrated Circuits/microelectronics;
人工智能/Artificial Intelligence/artificial-intelligence; 電池/Batteries/new-energy;
氣候/Climate/environment-and-marine; 基因組/Genomics/life-and-health;
光學/Optics/new-materials; 衛星遙感/Satellite Sensing/space;
金融科技/Financial Technology/fintech; 交通系統/Transport Systems/transport;
結構工程/Structural Engineering/construction;
農業科學/Agricultural Science/agriculture-and-food; 神經科學/Neuroscience/life-and-health;
數據科學/Data Science/big-data;
通訊網絡/Communication Networks/information-and-communications;
中藥/Chinese Medicine/life-and-health; 半導體/Semiconductors/microelectronics;
水資源/Water Resources/environment-and-marine; 聲學/Acoustics/new-materials;
疫苗/Vaccines/life-and-health; 製造/Manufacturing/advanced-manufacturing;
雲端運算/Cloud Computing/computing; 區塊鏈/Blockchain/fintech; 紡織/Textiles/new-materials;
心臟病/Heart Disease/life-and-health; 燃料電池/Fuel Cells/new-energy;
生物傳感/Biosensing/life-and-health; 催化/Catalysis/new-materials"""

LABS = """\
state-key-laboratory/國家重點實驗室/State Key Laboratory;
joint-laboratory/聯合實驗室/Joint Laboratory; research-centre/研究中心/Research Centre;
research-institute/研究所/Research Institute; university-laboratory/實驗室/Laboratory;
engineering-centre/工程中心/Engineering Centre; innohk-centre/研發中心/Development Centre;
shared-laboratory/共享實驗室/Shared Laboratory"""


def parts(text: str) -> list[list[str]]:
    """The items of a list, each as its parts."""
    return [item.strip().split("/") for item in text.split(";")]
