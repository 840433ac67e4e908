"""Fold names so that punctuation, spelled numbers and scripts do not keep a title from being found.

`folded` has the words of a name, `compact` the same without spaces, `numbered` with numbers in figures, and `ideograms`
the single signs and pairs of signs of Chinese, Japanese and Korean names, which have no words. All of them are
generated, so names that are stored already are folded by this migration, and the release before goes on working.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Combining marks and apostrophes are left out: accents, Hebrew points, Arabic vowels and the Arabic lengthening sign.
LEFT_OUT = "[\\u0300-\\u036f\\u0591-\\u05c7\\u064b-\\u065f\\u0670\\u0640''’ʼ`´‘]"
# All other punctuation parts words, except the percent sign. Ranges: ASCII, Latin-1, general punctuation, symbols, CJK.
PUNCTUATION = (
    "!-$&(-/:-@\\u005b-\\u005f{-~\\u00a1-\\u00a9\\u00ab-\\u00b1\\u00b4-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7"
    "\\u2010-\\u206f\\u2190-\\u2bff\\u3000-\\u3003\\u3008-\\u3020\\u30a0\\u30fb"
)
SIGNS = (
    "\\u2e80-\\u2fdf\\u3005-\\u3007\\u3040-\\u30ff\\u3100-\\u312f\\u3131-\\u318e"
    "\\u31a0-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff"
)

# Punctuation between single letters joins them: S.W.A.T., M*A*S*H, 9-1-1.
SEARCH_WORDS = f"""
create function search_words(given text) returns text language sql immutable strict parallel safe
return trim(regexp_replace(
  regexp_replace(
    regexp_replace(
      translate(
        replace(lower(public.unaccent('public.unaccent'::regdictionary, normalize(given, NFKC))), '&', ' and '),
        'أإآٱىة', 'اااايه'
      ),
      '{LEFT_OUT}', '', 'g'
    ),
    '(?<=\\m\\w)[{PUNCTUATION}]+(?=\\w\\M)', '', 'g'
  ),
  '[\\s{PUNCTUATION}]+', ' ', 'g'
))
"""
NUMBERS = {
    "0": "zero",
    "1": "one",
    "2": "two ii",
    "3": "three iii",
    "4": "four iv",
    "5": "five",
    "6": "six vi",
    "7": "seven vii",
    "8": "eight viii",
    "9": "nine ix",
    "10": "ten",
    "11": "eleven xi",
    "12": "twelve xii",
    "13": "thirteen xiii",
    "14": "fourteen xiv",
    "15": "fifteen xv",
    "16": "sixteen xvi",
    "17": "seventeen xvii",
    "18": "eighteen xviii",
    "19": "nineteen xix",
    "20": "twenty xx",
}
_WORDS = [word for words in NUMBERS.values() for word in words.split()]
_CASES = " ".join(f"when '{word}' then '{figure}'" for figure, words in NUMBERS.items() for word in words.split())
# The test before each call is inlined; most names need no call.
FIGURES = f"""
create function search_figures(words text) returns text language sql immutable strict parallel safe
return (
  select coalesce(string_agg(case word {_CASES} else word end, '' order by place), '')
  from unnest(string_to_array(words, ' ')) with ordinality as each (word, place)
)
"""  # noqa: S608 - all parts are written here
SEARCH_NUMBERED = f"""
create function search_numbered(words text) returns text language sql immutable parallel safe
return case when words ~ '\\m({"|".join(_WORDS)})\\M' then search_figures(words) else replace(words, ' ', '') end
"""
SIGNS_OF = f"""
create function search_signs(compact text) returns text[] language sql immutable strict parallel safe
return (
  select coalesce(array_agg(distinct part), '{{}}')
  from generate_series(1, least(char_length(compact), 400)) as place,
       unnest(array[substr(compact, place, 1), substr(compact, place, 2)]) as part
  where substr(compact, place, 1) ~ '[{SIGNS}]'
)
"""  # noqa: S608 - all parts are written here
SEARCH_IDEOGRAMS = f"""
create function search_ideograms(compact text) returns text[] language sql immutable parallel safe
return case when compact ~ '[{SIGNS}]' then search_signs(compact) else '{{}}' end
"""
FOLDED = "alter table media_names alter column folded set expression as (search_words(name))"
COLUMNS = """
alter table media_names
  add column compact text not null generated always as (replace(search_words(name), ' ', '')) stored,
  add column numbered text not null generated always as (search_numbered(search_words(name))) stored,
  add column ideograms text[] not null
    generated always as (search_ideograms(replace(search_words(name), ' ', ''))) stored
"""
INDEXES = (
    "create index ix_media_names_compact on media_names (compact text_pattern_ops)",
    "create index ix_media_names_numbered on media_names (numbered text_pattern_ops)",
    "create index ix_media_names_compact_trigrams on media_names using gin (compact public.gin_trgm_ops)",
    "create index ix_media_names_ideograms on media_names using gin (ideograms)",
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in (SEARCH_WORDS, FIGURES, SEARCH_NUMBERED, SIGNS_OF, SEARCH_IDEOGRAMS, FOLDED, COLUMNS, *INDEXES):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table media_names drop column ideograms, drop column numbered, drop column compact")
    op.execute("alter table media_names alter column folded set expression as (fold(name))")
    for name in ("search_ideograms", "search_signs", "search_numbered", "search_figures", "search_words"):
        op.execute(f"drop function {name}(text)")
