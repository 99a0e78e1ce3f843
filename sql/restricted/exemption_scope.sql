-- 免缴范围: from which insurances each kind of exemption exempts, and the extract that tells it first.
--
-- key: kind, insurance
-- law: 社会保险法 art. 10, 16, 20, 23, 25; 国发〔2014〕8号

with scope (kind, insurance, extract) as (
    values
    ('死亡', '110', 'death'), ('死亡', '170', 'death'), ('死亡', '310', 'death'), ('死亡', '390', 'death'),
    ('现役军人', '110', 'soldier'), ('现役军人', '170', 'soldier'), ('现役军人', '310', 'soldier'),
    ('现役军人', '390', 'soldier'), ('服刑', '110', 'sentence'), ('服刑', '170', 'sentence'),
    ('服刑', '310', 'sentence'), ('服刑', '390', 'sentence'), ('出国（境）', '110', 'person_roster'),
    ('出国（境）', '170', 'person_roster'), ('出国（境）', '310', 'person_roster'),
    ('出国（境）', '390', 'person_roster'), ('户口注销', '170', 'resident'), ('户口注销', '310', 'resident'),
    ('户口注销', '390', 'resident'), ('在校学生', '110', 'student'), ('在校学生', '170', 'student'),
    ('已领养老金', '110', 'benefit'), ('已领养老金', '170', 'benefit'),
    ('异地已领养老金', '110', 'insured_elsewhere'), ('异地已领养老金', '170', 'insured_elsewhere'),
    ('参加机关养老', '110', 'member'), ('参加机关养老', '170', 'member'),
    ('异地参加职工养老', '110', 'insured_elsewhere'), ('异地参加职工养老', '170', 'insured_elsewhere'),
    ('异地参加机关养老', '110', 'insured_elsewhere'), ('异地参加机关养老', '170', 'insured_elsewhere'),
    ('异地参加居民养老', '170', 'insured_elsewhere'), ('异地参加职工医保', '310', 'insured_elsewhere'),
    ('异地参加职工医保', '390', 'insured_elsewhere'), ('异地参加居民医保', '310', 'insured_elsewhere'),
    ('异地参加居民医保', '390', 'insured_elsewhere'),
    ('自述外地参加职工养老', '110', 'person_survey'), ('自述外地参加职工养老', '170', 'person_survey'),
    ('自述外地参加居民养老', '170', 'person_survey'), ('自述参加机关养老', '110', 'person_survey'),
    ('自述参加机关养老', '170', 'person_survey'), ('自述外地已领养老金', '110', 'person_survey'),
    ('自述外地已领养老金', '170', 'person_survey'), ('自述在校学生', '110', 'person_survey'),
    ('自述在校学生', '170', 'person_survey')
)

select kind, insurance, extract from scope
