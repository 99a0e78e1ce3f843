select * from matches.review
where not list_contains($secret, left_extract) and not list_contains($secret, right_extract)
