//! Invented companies: places, trades and characters are drawn as unevenly as real ones are, the rest is dice.

use std::collections::HashSet;

const CITIES: &str = "上海 北京 深圳 广州 成都 杭州 武汉 重庆 苏州 南京 西安 天津 长沙 郑州 青岛 宁波 东莞 合肥 佛山 \
    济南 厦门 福州 沈阳 昆明 大连 无锡 泉州 石家庄 哈尔滨 长春 南昌 贵阳 南宁 温州 常州 烟台 嘉兴 太原 绍兴 徐州 \
    南通 台州 金华 惠州 珠海 中山 海口 乌鲁木齐 兰州 扬州 洛阳 襄阳 宜昌 岳阳 株洲 芜湖 潍坊 临沂 唐山 保定";

const TRADES: &str = "科技 商贸 贸易 建材 装饰工程 置业 信息技术 文化传媒 餐饮管理 物流 实业 房地产开发 建筑工程 机械设备 \
    电子商务 汽车销售 生物科技 物业管理 家居 食品 服饰 医疗器械 电子科技 园林绿化 广告 企业管理 教育咨询 投资 新能源 \
    环保科技 机电设备 五金 化工 家具 装饰 房地产经纪 供应链管理 农业发展 酒店管理 网络科技";

const FORMS: [&str; 8] = [
    "有限公司",
    "有限公司",
    "有限公司",
    "有限公司",
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
];

/// Commonest first.
const CHARACTERS: &str = "华鑫恒盛金龙瑞德信诚博达宏天泰新安丰兴源海嘉联创美益康通顺远东方中正大明亚飞腾智慧云星辰光辉荣\
    昌隆永利福祥和润泽世纪元百佳佰优品尚雅艺思睿翔鹏程鸿锦绣万众合力同心国汇聚银河晨曦阳春风雨露江山湖水木林森竹松柏梅兰菊\
    莲花草青绿蓝紫红白玉石珠宝珍贝冠凯旋捷速易快乐喜悦欣怡静逸悠然自在好运来富贵满堂家园居邦国建筑城市乡村田地农牧渔牛羊马\
    虎豹狮象鹿鹤凤凰麒麟燕雀鹰隼欧美亚非澳普罗旺斯曼哈顿莱茵威尼米克尔卡洛蒂娜菲丽莎艾伦杰森彼得保罗玛雅奥林匹斯宙赫拉\
    一二三四五六七八九十千亿兆初始启航开拓进取奋斗拼搏勇敢坚毅忠厚仁义礼让孝廉勤俭敏思学问书香墨韵笔砚琴棋诗画歌舞影视传播\
    动漫游戏数码软硬件芯片半导体激光量子纳米生物基因医药健康养老幼教育儿童趣味奇妙幻梦想希望未来时代潮流先锋领航标杆典范至臻\
    卓越超凡出众非同寻常精益求工匠独具慧眼识英雄豪杰壮志凌霄汉武唐宋元清秦楚齐鲁燕赵韩魏吴越蜀湘赣闽粤桂琼滇黔藏蒙疆宁陇冀\
    晋豫皖苏浙沪京津渝辽吉黑";

/// A company's name in its parts.
#[derive(Clone, Copy)]
pub(crate) struct Invented {
    pub(crate) city: &'static str,
    core: [char; 4],
    length: usize,
    pub(crate) trade: &'static str,
    form: &'static str,
}

impl Invented {
    pub(crate) fn core(&self) -> String {
        self.core.iter().take(self.length).collect()
    }

    pub(crate) fn full(&self) -> String {
        format!("{}{}{}{}", self.city, self.core(), self.trade, self.form)
    }

    pub(crate) fn city_left_out(&self) -> String {
        format!("{}{}{}", self.core(), self.trade, self.form)
    }

    pub(crate) fn city_said_fully(&self) -> String {
        format!("{}市{}{}{}", self.city, self.core(), self.trade, self.form)
    }

    pub(crate) fn trade_cut_short(&self) -> String {
        format!("{}{}", self.city, self.core())
    }

    /// Another character in one place of the core.
    pub(crate) fn one_wrong(&self, dice: &mut Dice) -> String {
        let mut wrong = *self;
        let place = dice.below(self.length);
        while wrong.core[place] == self.core[place] {
            let characters = CHARACTERS.chars();
            wrong.core[place] = characters
                .clone()
                .nth(dice.below(characters.count()))
                .expect("one of them");
        }
        wrong.full()
    }
}

/// Dice with a seed: the same names on every machine (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of `count`, the first ones oftener: of 60 cities the first has 6.5 % of the companies, of 500
    /// characters the first has 1.6 %, about as Shanghai and 华 have.
    pub(crate) fn uneven(&mut self, count: usize) -> usize {
        let drawn = count as f64 * self.fraction().powf(1.5);
        (drawn as usize).min(count - 1)
    }
}

/// So many names, no two alike.
pub(crate) fn companies(count: usize, dice: &mut Dice) -> Vec<Invented> {
    let cities: Vec<&str> = CITIES.split_whitespace().collect();
    let trades: Vec<&str> = TRADES.split_whitespace().collect();
    let characters: Vec<char> = CHARACTERS
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .collect();
    let mut known = HashSet::with_capacity(count);
    let mut companies = Vec::with_capacity(count);
    while companies.len() < count {
        let length = [2, 2, 3, 3, 3, 4][dice.below(6)];
        let core = [(); 4].map(|()| characters[dice.uneven(characters.len())]);
        let company = Invented {
            city: cities[dice.uneven(cities.len())],
            core,
            length,
            trade: trades[dice.uneven(trades.len())],
            form: FORMS[dice.below(FORMS.len())],
        };
        if known.insert((company.city, company.core(), company.trade)) {
            companies.push(company);
        }
    }
    companies
}
