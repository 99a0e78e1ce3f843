-- 金额单位不对: a file whose middle amount is beyond what such amounts are, or far from the last publication's.
--
-- key: subject

with found as (
    select
        filed.file,
        filed.column_title,
        case when filed.median_yuan < filed.low_yuan then '低' else '高' end as side,
        filed.median_yuan,
        filed.low_yuan || '～' || filed.high_yuan as expected,
        '通常在' || filed.low_yuan || '到' || filed.high_yuan || '元之间' as usually
    from filed_amount as filed
    where
        filed.amounts >= $gate_file_rows
        and (filed.median_yuan < filed.low_yuan or filed.median_yuan > filed.high_yuan)
    union all
    select
        filed.file,
        filed.column_title,
        case when filed.median_yuan < previous.median_yuan then '低' else '高' end,
        filed.median_yuan,
        previous.median_yuan::varchar,
        '上次发布时是' || round(previous.median_yuan, 2) || '元'
    from filed_amount as filed
    join audit.previous_amount as previous
        on filed.extract = previous.extract and filed.column_name = previous.column_name
    where
        filed.amounts >= $gate_file_rows
        and filed.median_yuan between filed.low_yuan and filed.high_yuan
        and (
            filed.median_yuan * $gate_amount_factor < previous.median_yuan
            or filed.median_yuan > previous.median_yuan * $gate_amount_factor
        )
)

select
    file as subject,
    string_agg(round(median_yuan, 2)::varchar, '、' order by column_title) as measured,
    string_agg(expected, '、' order by column_title) as threshold,
    file || '：' || string_agg(
        column_title || '的中位数是' || round(median_yuan, 2) || '元，' || usually || '，偏' || side,
        '；' order by column_title
    )
    || '；金额单位可能不是元（是万元、千元或分），请核对表头，让提供部门写明单位，或在 forms.toml 的 units 里写' as message
from found
group by file
order by subject
