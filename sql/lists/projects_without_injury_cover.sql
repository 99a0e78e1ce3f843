-- 工程项目未参加工伤: construction projects that go on without injury insurance.
--
-- key: subject_id
-- tier: must_join
-- say: 您好，法律规定工地上干活的人都要有工伤保险，工程可以按项目整体参保，由施工单位缴费，请您尽早办理，万一有人受伤治疗和补偿有着落。
-- law: 社会保险法 art. 33; 工伤保险条例 art. 2; 人社部发〔2014〕103号
-- plan: 乌海 三; 武义 三(三)1
-- needs: construction_project, project_cover
-- among: 住建、交通部门的工程项目
-- priority: 合同造价1000万元以上为1，100万元以上为2，其余为3，须先核对的为5

select
    'project' as subject_kind,
    project.project_id as subject_id,
    coalesce(project.project_name, '（项目名称不详）') as subject_name,
    project.town_code,
    project.village_code,
    -- A cover that may be this project's takes it off no list, but asks for a desk before a visit.
    case when project.may_be_covered then 'check_data' else 'must_join' end as tier,
    case
        when project.may_be_covered then 'review'
        when project.employer_id is not null and project.is_employer_by_name then 'probable' else 'confirmed'
    end as confidence,
    '由' || coalesce(project.employer_name, '（名称不详的单位）') || '施工，' || strftime(project.starts_on, '%Y年%m月%d日') || '开工'
    || coalesce('，计划' || strftime(project.ends_on, '%Y年%m月%d日') || '竣工', '')
    || coalesce('，造价' || cast(project.price_yuan as decimal(18, 0)) || '元', '')
    || '，没有按项目参加工伤保险'
    || case when project.may_be_covered then '；另有工伤参保登记可能是这个项目的，请先核对' else '' end || '。' as reason,
    case
        when project.may_be_covered then 5 when project.price_yuan >= 10000000 then 1
        when project.price_yuan >= 1000000 then 2 else 3
    end as priority,
    project.source_row as evidence,
    coalesce(employer.industry_group, '建筑') as industry_group,
    employer.business_kind,
    coalesce(employer.is_agency, false) as is_agency,
    employer.park_name,
    coalesce(headcount.wage_headcount, 0) as wage_headcount,
    coalesce(headcount.insured_headcount, 0) as insured_headcount,
    project.employer_id,
    project.employer_name,
    project.starts_on,
    project.ends_on,
    project.price_yuan,
    employer.address,
    employer.phone,
    case
        when project.starts_on is null then '开工日期不详'
        when project.starts_on > $as_of::date then strftime(project.starts_on, '%Y年%m月%d日') || '才开工'
        when project.ends_on < $as_of::date then '已于' || strftime(project.ends_on, '%Y年%m月%d日') || '竣工'
        when project.cover_row is not null then '已按项目参加工伤保险；依据 ' || project.cover_row
    end as not_because
from core.project as project
left join core.employer as employer on project.employer_id = employer.employer_id
left join core.headcount as headcount on project.employer_id = headcount.employer_id
