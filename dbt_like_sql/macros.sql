-- Expressions that several queries use. DuckDB expands these macros itself; pipeline/computing/spark.py expands them
-- for Spark. Scores are whole numbers of 1e-12 point.

-- A score of 100 points.
create macro full_score() as cast(100000000000000 as bigint);
-- The largest difference of two scores that rounding alone can explain; derived in docs/scores.md.
create macro rounding_tolerance() as cast(10 as bigint);
-- The largest difference of a sum of rounded components from the rounded whole, for audits: 1e-9 point.
create macro sum_tolerance() as cast(1000 as bigint);
-- 0 for a difference that rounding alone can explain.
create macro beyond_rounding(change, tolerance) as case when abs(change) <= tolerance then 0 else change end;
-- A score in points.
create macro as_points(score) as score / 1e12;
-- The nearest whole number, rounded half up.
create macro nearest(x) as cast(floor(x + 0.5) as bigint);
-- The mean of n whole numbers, from their sum, rounded half up; null if n is 0.
create macro rounded_mean(total, n) as (2 * cast(total as bigint) + n) // nullif(2 * n, 0);
-- What a target has itself, of its operating company and of its group: all of it if `nearest` is 0, else of one of them.
create macro of_sides(nearest, own, company, parent) as cast(
    case when nearest in (0, 1) then coalesce(own, 0) else 0 end
    + case when nearest in (0, 2) then coalesce(company, 0) else 0 end
    + case when nearest in (0, 3) then coalesce(parent, 0) else 0 end as bigint
);
-- The weighted mean of the known scores.
create macro weighted_mean(score, weight) as rounded_mean(sum(weight * score), known_weight(score, weight));
create macro known_weight(score, weight) as cast(coalesce(sum(weight) filter (where score is not null), 0) as bigint);
-- The score, if both of its bounds are the same.
create macro certain(score_low, score_high) as case when score_low = score_high then score_low end;
-- How many of a score's answers are known.
create macro score_status(n_scored, n_printed, n_expected) as case
    when n_expected = 0 then 'not_applicable'
    when n_scored = n_expected then 'complete'
    when n_scored > 0 then 'partial'
    when n_printed > 0 then 'printed'
    else 'unanswered'
end;
-- The service that a score belongs to; empty for the company itself.
create macro service_of(kind, service) as case kind when 'company' then '' else service end;
-- True if a text such as `F1a; F1b` lists an item.
create macro lists(items, item) as (contains(';' || replace(items, ' ', '') || ';', ';' || item || ';'));
-- The items of a group in order, as one text; null if there are none.
create macro in_one_text(item, separator) as nullif(array_to_string(list_sort(array_agg(item)), separator), '');
-- An answer's colour on the site: full, some or no points (y, p, o), not applicable (x), missing (u).
create macro shade(status, points) as case
    when status = 'not_applicable' then 'x'
    when points is null then 'u'
    when points >= 100 then 'y'
    when points > 0 then 'p'
    else 'o'
end;
