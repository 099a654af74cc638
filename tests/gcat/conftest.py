"""A small made-up catalogue in the format of the real one, and tables of ours beside it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

ORGS = """\
#Code\tUCode\tStateCode\tType\tClass\tTStart\tTStop\tShortName\tName\tLocation\tLongitude\tLatitude\tError\tParent\tShortEName\tEName\tUName
# Updated 2030 Mar  2 0126:23
CN\tCN\tCN\tCY\tC\t1949\t-\tZhongguo\tZhongguo\tBeijing\t-\t-\t-\t-\tChina\tChina, PR\t中华人民共和国
FR\tFR\tFR\tCY\tC\t1958\t-\tFrance\tFrance\tParis\t-\t-\t-\t-\tFrance\tFrench Republic\tRépublique
ACAD\tACAD\tCN\tLA/LV\tC\t1957\t-\tAcad\tYanjiuyuan\tBeijing\t-\t-\t-\tGROUP\tACAD\tRocket Academy\t火箭研究院
GROUP\tGROUP\tCN\tP\tC\t1999\t-\tGroup\tJituan\tBeijing\t-\t-\t-\t-\t-\tRocket Group Co. Ltd.\t火箭集团有限公司
OLDP\tOLDP\tCN\tP\tC\t1960\t1970\tOld\tLao\tBeijing\t-\t-\t-\tGROUP\t-\tOld Plant\t老厂研究所
FIRM\tFIRM\tCN\tO/PL\tB\t2015\t-\tFirm\tXingchen Keji YG\tHaiyang\t-\t-\t-\t-\t-\tStar Dust Tech. Co. Ltd.\t星尘科技有限公司
SELL\tSELL\tCN\tO/LA\tB\t2020\t-\tSell\tShangye YG\tBeijing\t-\t-\t-\tACAD\t-\tLaunch Sales\t发射销售公司
UNI\tUNI\tFR\tO\tA\t1900\t-\tUni\tUniversité\tParis\t-\t-\t-\t-\t-\tUniversity of Somewhere\tUniversité
NOBODY\tNOBODY\tCN\t-\tB\t-\t-\tNo\tNo\t-\t-\t-\t-\t-\t-\tUnknown operator\t-
"""

SATCAT_HEADER = (
    "#JCAT\tSatcat\tLaunch_Tag\tPiece\tType\tName\tPLName\tLDate\tParent\tSDate\tPrimary\tDDate\t"
    "Status\tDest\tOwner\tState\tManufacturer\tBus\tMass\tMassFlag\tOpOrbit\tAltNames"
)

SATCAT = f"""\
{SATCAT_HEADER}
# Updated 2030 Mar  1 0000:00
S90001\t90001\t2030-001\t2030-001A\tP           \tXing 1\tXC-1\t2030 Jan  5\t-\t-\tEarth\t-\tO\t-\tFIRM\tCN\tFIRM/ACAD?\tXC\t120\t?\tLLEO/S\tStardust:P
S90002\t90002\t2030-001\t2030-001B\tP       ?   \tSuimi?\tSuimi\t2030 Jan  5\t-\t-\tEarth\t2030 Feb  3?\tR\t-\tUNI\tFR\tUNI\t-\t3\t\tLEO/I\t-
S90003\t90003\t2030-001\t2030-001C\tR2          \tStage\tStage\t2030 Jan  5\t-\t-\tEarth\t-\tO\t-\tACAD\tCN\tACAD\t-\t-\t\tLEO/I\t-
S90004\tNNA\t2030-F01\t2030-F01\tP           \tXing 2\tXing 2\t2030 Jan 20\t-\t-\tEarth\t2030 Jan 20\tF\t-\tNOBODY\tCN\tXYZ\t-\t-\t\tSO\t-
S90005\t90005\t2030-002\t2030-002A\tP           \tMail 1\tMail 1\t2030 Feb  1\t-\t-\tEarth\t-\tO\t-\tUNI\tFR\tUNI\t-\t5\t\tGTO\t-
S90006\t90006\t2030-002\t2030-002B\tP           \tXing 3\tXing 3\t2030 Feb  1\t-\t-\tEarth\t-\tO\t-\tFIRM\tCN\tFIRM\t-\t5\t\tGTO\t-
"""

PSATCAT = """\
#JCAT\tProgram\tClass\tCategory
# Updated 2030 Feb  1 0000:00
S90001\tXC\tB\tIMG/COM?
S90006\tXC\tB\tTECH
"""

LAUNCH = """\
#Launch_Tag\tLaunch_Date\tLV_Type\tVariant\tFlight_ID\tFlight\tMission\tPlatform\tLaunch_Site\tLaunch_Pad\tOrbPay\tAgency\tLaunchCode\tFailCode\tGroup\tCategory\tNotes
# Updated 2030 Feb 28 0000:00
2030-001\t2030 Jan  5 2301\tChang Zheng 99/YZ\tb\tY1\tXing 1\t-\t-\tEAST\tLC1?\t0.123\tSELL/ACAD\tOS\t-\tG/C\tSat SSO O\t-
2030-F01\t2030 Jan 20\tChang Zheng 99\t-\tY2\t-\t-\tSHIP\tWATER\tP1\t-\tACAD\tOF40\tS3P\tC\tSat LEO O\tNozzle failure
2030-002\t2030 Feb  1\tFalcon\t-\t1\tMail\t-\t-\tABROAD\tLC9\t1\tFOREIGN\tOS\t-\tC\tSat GTO O\t-
2030-003\t2030 Feb  2\tFalcon\t-\t2\tOther\t-\t-\tABROAD\tLC9\t1\tFOREIGN\tOS\t-\tC\tSat GTO O\t-
2030-S01\t2030 Feb  3\tChang Zheng 99\t-\t3\tHop\t-\t-\tEAST\tLC1\t-\tACAD\tSS\t-\tG\tTest\t-
"""

LV = """\
#LV_Name\tLV_Manufacturer\tLV_Variant\tLEO_Capacity\tClass
Chang Zheng 99\tACAD\t-\t5000\tO
Chang Zheng 99/YZ\tACAD\tb\t0\tO
"""

SITES = """\
#Site\tType\tStateCode\tShortName\tName\tShortEName\tUName\tLongitude\tLatitude
EAST\tLS\tCN\tEast\tEast Space Center, China\t-\tEast\t120.0\t40.0
WATER\tLZ\tCN\tWater\tWater launch area (sea)\t-\tWater\t122.0\t36.0
"""

LP = """\
#Site\tCode\tName\tLongitude\tLatitude
EAST\tLC1\tPad 1, East\t120.01\t40.01
"""

PLATFORMS = "#Code\tName\nSHIP\tGood Ship\n"

FILES: Mapping[str, str] = {
    "orgs.tsv": ORGS,
    "satcat.tsv": SATCAT,
    "psatcat.tsv": PSATCAT,
    "launch.tsv": LAUNCH,
    "lv.tsv": LV,
    "sites.tsv": SITES,
    "lp.tsv": LP,
    "platforms.tsv": PLATFORMS,
}

TABLES: Mapping[str, str] = {
    "sources.csv": "id,url,reliability\npage,https://example.org/page,C\n",
    "places.csv": (
        "id,name_en,kind,within_id,iso_code,source_url\n"
        "china,China,country,,CN,https://example.org/page\n"
        "beijing,Beijing,municipality,china,,https://example.org/page\n"
        "haiyang,Haiyang,city,china,,https://example.org/page\n"
        "east,East Space Center,launch-site,china,,https://example.org/page\n"
    ),
    "organisations.csv": (
        "id,name_en,name_zh,country,gcat_code,source_url\n"
        "academy,Academy of Rockets,,CN,ACAD,https://example.org/page\n"
        "stardust,Stardust,星尘科技有限公司,CN,,https://example.org/page\n"
    ),
    "affiliations.csv": "id,child_id,parent_id,relation,source_url\n",
    "programmes.csv": "id,name_en,source_url\nxing,Xing,https://example.org/page\n",
    "launch_vehicles.csv": (
        "id,name_en,gcat_code,source_url\n"
        "long-march-99,Long March 99,Chang Zheng 99,https://example.org/page\n"
    ),
    "missions.csv": (
        "id,name_en,date,launch_vehicle,launch_site,outcome,source_url\n"
        "xing-1,Xing-1,2030-01-06,long-march-99,,success,https://example.org/page\n"
        "xing-2,Xing-2,2030-01,long-march-99,,failure,https://example.org/page\n"
        "xing-x,Xing-X,2030-03-01,long-march-99,,success,https://example.org/page\n"
    ),
    "doubtful.csv": "thing,possibly_same_as,source_url\n",
}

DECISIONS: Mapping[str, str] = {
    "identities.csv": (
        "kind,code,decision,id,name_en,name_zh,type,country,why,decided\n"
        "organisation,NOBODY,unknown,,,,,,stands for nobody,2030-01-01\n"
        "place,EAST,same,east,,,,,same name,2030-01-01\n"
        "programme,XC,same,xing,,,,,Xingchen,2030-01-01\n"
    ),
    "states.csv": (
        "code,iso_code,place_id,name_en,name_zh\nCN,CN,china,,\nFR,FR,france,France,法国\n"
    ),
    "corrections.csv": (
        "file,key,column,printed,value,when,why,source\n"
        "orgs.tsv,UNI,EName,University of Somewhere,University of Lyon,,misprint,itself\n"
    ),
}


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Give a folder with the files of the made-up catalogue."""
    return write_files(tmp_path / "gcat", FILES)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give a folder with tables of ours and the decisions about the made-up catalogue."""
    write_files(tmp_path / "data" / "gcat", DECISIONS)
    return write_files(tmp_path / "data", TABLES)
