"""Tables as each family of standards lays them out (values invented): which are limits, of what, by which operator."""

from __future__ import annotations

import pytest

from ingest.limits.limits import read_limits
from kg.model import DocumentType, Limit, Table
from tests.ingest.small_tables import clauses, said, table


def _read(grid: Table, sentence: str = "应符合表1的规定。") -> tuple[Limit, ...]:
    made, places = clauses(f"4.1 要求|{sentence}")
    return read_limits(made, (grid,), DocumentType.NATIONAL, places).limits


def _objects(limits: tuple[Limit, ...]) -> list[str]:
    """Object and condition of each limit in one line."""
    return [" / ".join(filter(None, (one.object, one.condition))) for one in limits]


def test_furniture_with_units_behind_the_names_and_operators_in_the_cells() -> None:
    grid = table(
        "有害物质限量",
        ["项目|<|限量值"],
        [
            "甲醛释放量/（mg/L）|<|≤1.4",
            "重金属含量（限色漆）/（mg/kg）|可溶性铅|≤80",
            "^|可溶性镉|≤70",
        ],
    )
    assert said(_read(grid)) == ["甲醛释放量 <= 1.4 mg/L", "可溶性铅 <= 80 mg/kg", "可溶性镉 <= 70 mg/kg"]


def test_food_categories_under_a_limit_whose_substance_is_in_the_caption() -> None:
    grid = table(
        "食品中镉限量指标",
        ["食品类别（名称）|限量（以 Cd 计） mg/kg"],
        ["谷物及其制品|", "稻谷、糙米|0.25", "蔬菜及其制品|", "叶菜蔬菜|0.3", "肉及肉制品（内脏除外）|0.15"],
    )
    limits = _read(grid)
    assert said(limits) == ["镉 <= 0.25 mg/kg", "镉 <= 0.3 mg/kg", "镉 <= 0.15 mg/kg"]
    assert [one.object for one in limits] == ["稻谷、糙米", "叶菜蔬菜", "肉及肉制品（内脏除外）"]


def test_food_categories_beside_two_forms_of_one_element() -> None:
    grid = table(
        "食品中砷限量指标",
        ["食品类别（名称）|限量（以 As 计） mg/kg|<", "^|总砷|无机砷"],
        ["谷物|0.6|—", "稻米|—|0.3", "食用菌|0.7|-"],
    )
    assert said(_read(grid)) == ["总砷 <= 0.6 mg/kg", "无机砷 <= 0.3 mg/kg", "总砷 <= 0.7 mg/kg"]


def test_drinking_water_with_groups_as_rows_and_units_in_brackets() -> None:
    grid = table(
        "水质常规指标及限值",
        ["指标|限值"],
        [
            "1.毒理指标|",
            "砷（mg/L）|0.02",
            "2.感官性状和一般化学指标|",
            "浑浊度（NTU-散射浊度单位）|2",
            "pH（pH 单位）|不小于 6.2 且不大于 8.8",
            "3.微生物指标|",
            "总大肠菌群（CFU/100 mL）|不得检出",
            "菌落总数（CFU/mL）|90",
            "总α放射性（Bq/L）|0.4",
        ],
    )
    assert said(_read(grid)) == [
        "砷 <= 0.02 mg/L",
        "浑浊度 <= 2 NTU",
        "pH range 6.2~8.8 1",
        "菌落总数 <= 90 CFU/mL",
        "总α放射性 <= 0.4 Bq/L",
    ]


def test_grades_of_efficiency_are_lower_bounds() -> None:
    grid = table(
        "能效等级对应的能效比",
        ["类型|额定制冷量（CC）/W|能效比/（W/W）|<|<", "^|^|1级|2级|3级"],
        ["整体式|—|3.35|3.15|2.95", "分体式|CC≤4 400|3.65|3.45|3.25"],
    )
    limits = _read(grid)
    assert said(limits)[:3] == ["能效比 >= 3.35 W/W", "能效比 >= 3.15 W/W", "能效比 >= 2.95 W/W"]
    assert len(limits) == 6
    assert _objects(limits)[3] == "分体式 / CC≤4 400; 1级"


def test_grades_of_consumption_are_upper_bounds() -> None:
    grid = table(
        "工序单位产品能耗等级",
        ["工序|单位产品能耗/（kgce/t）|<|<", "^|1级|2级|3级"],
        ["烧结工序|44|49|54", "高炉工序|360|391|434"],
    )
    limits = _read(grid)
    assert said(limits)[:2] == ["单位产品能耗 <= 44 kgce/t", "单位产品能耗 <= 49 kgce/t"]
    assert _objects(limits)[5] == "高炉工序 / 3级"


def test_intervals_with_a_variable_are_ranges() -> None:
    grid = table("能效等级", ["能效等级|能效指数 η"], ["1级|η≤42%", "2级|42%<η≤51%", "3级|51%<η≤63%"])
    assert said(_read(grid)) == ["能效指数 <= 42 %", "能效指数 range 42~51 %", "能效指数 range 51~63 %"]


def test_loads_in_scale_intervals_choose_the_permissible_error() -> None:
    grid = table("最大允许误差", ["载荷 m|最大允许误差"], ["0≤m≤500e|±0.5e", "500e<m≤2000e|±1.0e"])
    limits = _read(grid)
    assert said(limits) == ["最大允许误差 range -0.5~0.5 e", "最大允许误差 range -1~1 e"]
    assert "500e" in (limits[0].condition or "")


def test_permissible_errors_at_the_left_of_the_loads_of_each_class() -> None:
    grid = table(
        "首次检定的最大允许误差",
        ["最大允许误差|m以检定分度值e表示|<", "^|中准确度级Ⅲ|普通准确度级IIII"],
        ["±0.5e|0≤m≤500|0≤m≤50", "±1.0e|500<m≤2000|50<m≤200"],
    )
    limits = _read(grid)
    assert said(limits) == [
        "最大允许误差 range -0.5~0.5 e",
        "最大允许误差 range -0.5~0.5 e",
        "最大允许误差 range -1~1 e",
        "最大允许误差 range -1~1 e",
    ]
    assert "0≤m≤500" in (limits[0].condition or "") and "Ⅲ" in (limits[0].object or "") + (limits[0].condition or "")


def test_accuracy_classes_as_rows() -> None:
    grid = table("准确度等级和最大允许误差", ["准确度等级|最大允许误差/%"], ["0.4级|±0.4", "1.0级|±1.0", "2.5级|±2.5"])
    limits = _read(grid)
    assert said(limits)[0] == "最大允许误差 range -0.4~0.4 %" and len(limits) == 3
    assert _objects(limits)[2] == "2.5级"


def test_accuracy_classes_as_columns() -> None:
    grid = table("", ["准确度等级|0.5级|1.0级|1.6级"], ["最大允许误差/%|±0.5|±1.0|±1.6", "回程误差/%|0.5|1.0|1.6"])
    assert said(_read(grid)) == [
        "最大允许误差 range -0.5~0.5 %",
        "最大允许误差 range -1~1 %",
        "最大允许误差 range -1.6~1.6 %",
        "回程误差 <= 0.5 %",
        "回程误差 <= 1 %",
        "回程误差 <= 1.6 %",
    ]


def test_classes_by_bare_numbers_choose_the_error_beside_them() -> None:
    grid = table("各等级的最大允许误差", ["准确度等级|最大允许误差"], ["0.05|±0.05 %", "0.1|±0.1 %"])
    limits = _read(grid)
    assert said(limits) == ["最大允许误差 range -0.05~0.05 %", "最大允许误差 range -0.1~0.1 %"]
    assert _objects(limits)[0] == "准确度等级 0.05"


def test_item_unit_requirement() -> None:
    grid = table(
        "主要性能要求",
        ["序号|项目|单位|要求"],
        ["1|绝缘电阻|MΩ|≥18", "2|重复性|%|≤1.2", "3|外观|—|无划痕", "4|响应时间|s|不大于 8", "5|工作湿度|%RH|20～85"],
    )
    assert said(_read(grid)) == [
        "绝缘电阻 >= 18 MOhm",
        "重复性 <= 1.2 %",
        "响应时间 <= 8 s",
        "工作湿度 range 20~85 %RH",
    ]


def test_minimum_typical_and_maximum_columns() -> None:
    grid = table(
        "电气特性",
        ["参数|符号|最小值|典型值|最大值|单位"],
        ["供电电压|VI|4.4|5.0|5.6|V", "静态电流|IQ|—|3|7|mA"],
    )
    assert said(_read(grid)) == ["供电电压 >= 4.4 V", "供电电压 <= 5.6 V", "静态电流 <= 7 mA"]


def test_lower_and_upper_limits_in_two_columns() -> None:
    grid = table("接收信号要求", ["项目|下限|上限|单位"], ["电平|-75|-20|dBm", "频率|402|406|MHz"])
    assert said(_read(grid)) == ["电平 >= -75 dBm", "电平 <= -20 dBm", "频率 >= 402 MHz", "频率 <= 406 MHz"]


def test_rated_values_with_permissible_deviations() -> None:
    grid = table("供电要求", ["参数|额定值|允许偏差"], ["电压|24 V|±8 %", "频率|50 Hz|±1 Hz"])
    assert said(_read(grid)) == ["电压允许偏差 range -8~8 %", "频率允许偏差 range -1~1 Hz"]


def test_nominal_sizes_choose_the_deviation() -> None:
    grid = table("尺寸允许偏差", ["公称尺寸|允许偏差"], ["≤30|±0.15", ">30～80|±0.25"], unit="mm")
    limits = _read(grid)
    assert said(limits) == ["允许偏差 range -0.15~0.15 mm", "允许偏差 range -0.25~0.25 mm"]
    assert _objects(limits)[1] == "公称尺寸 >30～80"


def test_nominal_values_with_units_in_the_cells() -> None:
    grid = table("容量允差", ["标称容量|容量允差"], ["100 mL|±0.4 mL", "250 mL|±0.6 mL"])
    limits = _read(grid)
    assert said(limits) == ["容量允差 range -0.4~0.4 mL", "容量允差 range -0.6~0.6 mL"]


def test_grades_of_a_chemical_product_with_operators_behind_the_names() -> None:
    grid = table(
        "技术要求",
        ["项目|指标|<|<", "^|优等品|一等品|合格品"],
        ["主含量（w）/% ≥|99.4|99.0|98.2", "水分（w）/% ≤|0.1|0.2|0.3", "pH值（50 g/L 溶液）|6.2～8.1|6.0～8.3|5.5～8.5"],
    )
    ours = said(_read(grid))
    assert ours[0].endswith(">= 99.4 %") and ours[0].startswith("主含量")
    assert ours[3].endswith("<= 0.1 %") and ours[3].startswith("水分")
    assert ours[6].endswith("range 6.2~8.1 1") and len(ours) == 9


def test_operators_in_a_column_of_their_own() -> None:
    grid = table("技术要求", ["项目|<|指标"], ["抗拉强度/MPa|≥|320", "断后伸长率/%|≥|18", "硬度（HB）|≤|190"])
    assert said(_read(grid))[:2] == ["抗拉强度 >= 320 MPa", "断后伸长率 >= 18 %"]


def test_disturbance_limits_by_frequency_range_and_detector() -> None:
    grid = table(
        "电源端口骚扰电压限值",
        ["频率范围 MHz|限值 dB(μV)|<", "^|准峰值|平均值"],
        ["0.15～0.50|78|65", "0.50～30|72|59"],
    )
    limits = _read(grid)
    assert said(limits)[:2] == ["电源端口骚扰电压 <= 78 dBuV", "电源端口骚扰电压 <= 65 dBuV"]
    assert _objects(limits)[0] == "频率范围 0.15～0.50 MHz; 准峰值"


def test_heights_over_the_columns_of_emission_rates() -> None:
    grid = table(
        "排气筒排放限值",
        [
            "项目|排放浓度限值（mg/m3）|<|与排气筒高度对应的最高允许排放速率（kg/h）|<|<|<",
            "^|^|<|20 m|<|40 m|<",
            "^|Ⅰ时段|Ⅱ时段|Ⅰ时段|Ⅱ时段|Ⅰ时段|Ⅱ时段",
        ],
        ["苯|2|1|0.4|0.3|1.5|1.1", "甲苯|33|17|2.2|1.3|12.6|7.5"],
    )
    limits = _read(grid)
    assert said(limits)[:4] == ["苯 <= 2 mg/m3", "苯 <= 1 mg/m3", "苯 <= 0.4 kg/h", "苯 <= 0.3 kg/h"]
    assert len(limits) == 12
    assert "20 m" in _objects(limits)[2] and "Ⅰ时段" in _objects(limits)[2] and "40 m" in _objects(limits)[4]


def test_toy_materials_as_rows_and_elements_as_columns() -> None:
    grid = table(
        "玩具材料中可迁移元素的最大限量",
        ["玩具材料|锑（Sb）|砷（As）|铅（Pb）"],
        ["指画颜料|9|8|24", "其他玩具材料|58|23|88"],
        unit="mg/kg",
    )
    limits = _read(grid)
    assert said(limits)[0] == "锑（Sb） <= 9 mg/kg" and len(limits) == 6
    assert limits[5].object == "其他玩具材料"


def test_textile_classes_as_columns() -> None:
    grid = table(
        "基本安全技术要求",
        ["项目|<|A类|B类|C类"],
        [
            "甲醛含量/（mg/kg） ≤|<|18|70|290",
            "pH值|<|4.1～7.4|4.1～8.4|4.1～8.9",
            "染色牢度/级 ≥|耐水（变色、沾色）|3-4|3|3",
            "异味|<|无|<|<",
        ],
    )
    ours = said(_read(grid))
    assert ours[:3] == ["甲醛含量 <= 18 mg/kg", "甲醛含量 <= 70 mg/kg", "甲醛含量 <= 290 mg/kg"]
    assert ours[3] == "pH值 range 4.1~7.4 1"
    assert not any("range 3~4" in one for one in ours)


def test_food_contact_materials_with_method_column() -> None:
    grid = table(
        "理化指标",
        ["项目|指标|检验方法"],
        [
            "总迁移量/（mg/dm2） ≤|9|GB 31604.8",
            "高锰酸钾消耗量/（mg/kg） 水（60 ℃，2 h） ≤|11|GB 31604.2",
            "脱色试验|阴性|GB 31604.7",
        ],
    )
    assert said(_read(grid)) == ["总迁移量 <= 9 mg/dm2", "高锰酸钾消耗量 <= 11 mg/kg"]


def test_sampling_plan_with_limits_gives_only_the_limits() -> None:
    grid = table(
        "微生物限量",
        ["项目|采样方案及限量|<|<|<|检验方法", "^|n|c|m|M|^"],
        ["菌落总数/（CFU/g）|5|2|10^4|10^5|GB 4789.2", "大肠菌群/（CFU/g）|5|2|10|10^2|GB 4789.3"],
    )
    assert said(_read(grid)) == [
        "菌落总数 <= 10000 CFU/g",
        "菌落总数 <= 100000 CFU/g",
        "大肠菌群 <= 10 CFU/g",
        "大肠菌群 <= 100 CFU/g",
    ]


def test_greatest_doses_of_additives() -> None:
    grid = table(
        "使用范围和最大使用量",
        ["食品分类号|食品名称|最大使用量/（g/kg）|备注"],
        ["05.02|糖果|0.3|以总量计", "14.0|饮料|0.25|固体饮料按稀释倍数增加"],
    )
    limits = _read(grid)
    assert said(limits) == ["最大使用量 <= 0.3 g/kg", "最大使用量 <= 0.25 g/kg"]
    assert limits[0].object and "糖果" in limits[0].object


def test_rises_of_temperature_by_part() -> None:
    grid = table("最大正常温升", ["部件|温升 K"], ["绕组：A 级绝缘|70", "电源软线绝缘|45", "手柄：金属|25"])
    assert said(_read(grid)) == ["温升 <= 70 K", "温升 <= 45 K", "温升 <= 25 K"]


def test_clearances_chosen_by_rated_impulse_voltage() -> None:
    grid = table("最小电气间隙", ["额定脉冲电压 V|最小电气间隙 mm"], ["340|0.4", "510|0.6", "2 500|1.6"])
    limits = _read(grid)
    assert said(limits)[0] == "最小电气间隙 >= 0.4 mm" and len(limits) == 3
    assert _objects(limits)[2] == "额定脉冲电压 2 500 V"


def test_environment_of_use_with_tolerances_in_brackets() -> None:
    grid = table(
        "使用环境要求",
        ["项目|要求"],
        ["环境温度|（22±4）℃", "相对湿度|40 %～70 %", "大气压力|86 kPa～106 kPa", "供电电压|220 V±10 %", "存放温度|-25 ℃～＋65 ℃"],
    )
    assert said(_read(grid)) == [
        "环境温度 range 18~26 degC",
        "相对湿度 range 40~70 %",
        "大气压力 range 86~106 kPa",
        "供电电压 range 198~242 V",
        "存放温度 range -25~65 degC",
    ]


def test_signed_deviations_bound_from_their_side() -> None:
    grid = table("输入功率偏差", ["额定输入功率/W|偏差"], ["≤20|+18 %", ">20|+6 %，-9 %"])
    assert said(_read(grid)) == ["偏差 <= 18 %", "偏差 range -9~6 %"]


def test_the_unit_in_a_heading_behind_a_solidus() -> None:
    grid = table("大气污染物排放限值", ["污染物|限值/(mg/m^3)"], ["颗粒物|18", "氯化氢|9"])
    assert said(_read(grid)) == ["颗粒物 <= 18 mg/m3", "氯化氢 <= 9 mg/m3"]


def test_beta_printed_as_sharp_s_is_folded() -> None:
    grid = table("放射性限值", ["项目|限值"], ["总ß放射性（Bq/L）|9"])
    assert said(_read(grid)) == ["总β放射性 <= 9 Bq/L"]


@pytest.mark.parametrize(
    "grid",
    [
        table("定位数据报文格式", ["字段|长度/字节|取值范围"], ["帧头|2|0～255", "速度|1|0～220"]),
        table("外形尺寸", ["型号|L/mm|B/mm|H/mm"], ["A1|120|60|30", "A2|150|80|40"]),
        table("抽样方案", ["批量范围|样本量 n|Ac|Re"], ["2～50|8|1|2", "51～150|13|1|2"]),
        table("", ["批量|样本量|接收数 Ac|拒收数 Re"], ["2～50|8|1|2", "51～150|13|1|2"]),
        table("符号和单位", ["符号|名称|单位"], ["U|电压|V", "I|电流|A"]),
        table("计算示例", ["项目|数值"], ["流量/（m3/h）|120", "浓度/（mg/m3）|30"]),
        table("折算系数", ["能源名称|折标准煤系数/（kgce/kg）"], ["原煤|0.7143", "汽油|1.4714"]),
        table("方法精密度统计结果", ["样品|平均值/（mg/L）|相对标准偏差/%"], ["1|0.52|2.1", "2|1.10|1.8"]),
        table("检定项目一览表", ["检定项目|首次检定|后续检定"], ["外观|+|+", "示值误差|+|+"]),
        table("检定用设备", ["设备名称|测量范围|准确度"], ["数字压力计|0～40 kPa|0.05级", "秒表|0～60 min|±0.1 s"]),
        table("试验条件", ["试验项目|试验参数|持续时间"], ["高温试验|70 ℃|2 h", "振动试验|5 Hz～55 Hz|30 min"]),
        table("检验周期", ["检验项目|检验周期"], ["外观|1 a", "安全阀|1 a"]),
    ],
    ids=lambda grid: grid.caption or "no caption",
)
def test_tables_of_other_things_set_no_limits(grid: Table) -> None:
    assert said(_read(grid, "见表1。")) == []


def test_a_capacity_chosen_by_a_label_at_the_left_of_the_headings() -> None:
    grid = table("加速度限值", ["频率/Hz|4|9|21"], ["加速度/（m/s^2）|0.1|0.2|0.4"])
    limits = _read(grid)
    assert said(limits)[0] == "加速度 <= 0.1 m/s2"
    assert _objects(limits) == ["频率 4 Hz", "频率 9 Hz", "频率 21 Hz"]


def test_specifications_that_look_like_units_are_objects() -> None:
    grid = table("电能消耗限额", ["产品规格|能耗限定值 kW·h/t|能耗准入值 kW·h/t"], ["A型|≤118|≤97", "V型|≤130|≤105"])
    limits = _read(grid)
    assert said(limits)[0] == "能耗限定值 <= 118 kW.h/t"
    assert _objects(limits)[2] == "V型"


def test_basic_sizes_with_two_sided_deviations() -> None:
    grid = table("插头尺寸", ["代号|基本尺寸|极限偏差"], ["A|11|±0.2", "B|4.6|+0.06 0", "C|7|0 -0.1"], unit="mm")
    assert said(_read(grid)) == [
        "极限偏差 range -0.2~0.2 mm",
        "极限偏差 range 0~0.06 mm",
        "极限偏差 range -0.1~0 mm",
    ]


def test_measured_results_beside_requirements_are_left_out() -> None:
    grid = table("检验要求", ["序号|项目|标准要求|实测值|结论"], ["1|重复性|≤1.1 %|0.4 %|合格"])
    assert said(_read(grid)) == ["重复性 <= 1.1 %"]


def test_measuring_ranges_choose_the_error_of_each_grade() -> None:
    grid = table("示值误差", ["测量范围/mm|示值最大允许误差/μm|<", "^|0级|1级"], ["0～25|±2|±4", "25～50|±3|±6"])
    limits = _read(grid)
    assert said(limits)[3] == "示值最大允许误差 range -6~6 um"
    assert _objects(limits)[3] == "测量范围 25～50 mm; 1级"
