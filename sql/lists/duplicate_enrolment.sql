-- 重复参保缴费: people who paid twice for one month or one year.
--
-- key: subject_id
-- tier: check_data
-- law: 社会保险法 art. 58; 人社部发〔2014〕17号 art. 6
-- plan: 阜宁 三(一)3
-- needs: contribution 110
-- among: 同月经两个单位缴职工养老，或同年既缴职工保险又缴居民保险的人员
-- priority: 重复满3个月或整年的为3，其余为4

select
    'person' as subject_kind,
    person.person_id as subject_id,
    person.person_name as subject_name,
    person.town_code,
    person.village_code,
    'check_data' as tier,
    person.confidence,
    '重复缴费：' || substr(
        case
            when paid.doubled_months > 0
                then '；近一年有' || paid.doubled_months || '个月同时经' || coalesce(paid.employer_name, '名称不详的单位') || '和'
                || coalesce(paid.other_employer_name, '名称不详的单位') || '缴纳职工养老，最近' || strftime(paid.doubled_in, '%Y年%m月')
            else ''
        end
        || coalesce('；' || paid.pension_doubled_year || '年职工养老缴满12个月，又缴了居民养老', '')
        || coalesce('；' || paid.medical_doubled_year || '年职工医保缴满12个月，又缴了居民医保', ''), 2
    ) || '。' as reason,
    case
        when paid.doubled_months >= 3 or paid.pension_doubled_year is not null
            or paid.medical_doubled_year is not null then 3
        else 4
    end as priority,
    coalesce(proof.source_row, '')
    || case when proof.other_source_row <> proof.source_row then '; ' || proof.other_source_row else '' end as evidence,
    paid.doubled_months,
    paid.doubled_in,
    paid.employer_name,
    paid.other_employer_name,
    paid.pension_doubled_year,
    paid.medical_doubled_year,
    person.address,
    person.phone,
    case
        when paid.doubled_months = 0 and paid.pension_doubled_year is null and paid.medical_doubled_year is null
            then '同月两个单位缴费只在换单位的当月（' || strftime(paid.changed_in, '%Y年%m月') || '），不算重复'
    end as not_because
from core.double_payment as paid
join core.person as person on paid.person_id = person.person_id
left join core.double_payment_row as proof on paid.person_id = proof.person_id
