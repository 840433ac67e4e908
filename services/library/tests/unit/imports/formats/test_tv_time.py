"""The archive of TV Time."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.keys import effects
from library.domain.imports.rows import ListMember, Moment, ParsedFile, Play, Rating

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

AT = Moment("instant", datetime(2024, 2, 13, 20, 15, tzinfo=UTC))
EVENING = "2024-02-13 20:15:00"
CURRENT = (
    "ep_id,ep_no,s_no,s_id,created_at,key,ep_watch_count,is_archived,is_followed,is_for_later,is_unitary,is_special,"
    "series_name,season_number,episode_number\n"
)
OLD = (
    "created_at,type-uuid-n,type,entity_type,movie_name,release_date,watch_date_range_key,series_name,season_number,"
    "episode_number,series_id\n"
)
FOLLOWED = "notification_offset,user_id,tv_show_id,created_at,tv_show_name,archived\n"


def test_plays_of_episodes_have_tvdb_ids(upload: Upload) -> None:
    parsed = upload(
        CURRENT
        + f"702,2,1,701,{EVENING},watch-episode-a,,,,,,,Tin Town (2015),1,2\n"
        + f"702,2,1,701,{EVENING},rewatch-episode-b,,,,,,,Tin Town (2015),,\n"
        + f"703,1,4,701,{EVENING},watch-episode-c,,,,,,true,Tin Town (2015),4,1\n"
        + f",,,,{EVENING},watch-episode-d,,,,,true,,Blue Harbour,,\n"
    )
    assert parsed.format == "tv-time"
    assert [(row.title, row.year, row.kind, row.season, row.episode, row.actions) for row in parsed.rows] == [
        ("Tin Town", 2015, "show", 1, 2, (Play(AT),)),
        ("Tin Town", 2015, "show", 1, 2, (Play(AT, rewatch=True),)),
        ("Tin Town", 2015, "show", 0, 1, (Play(AT),)),
        ("Blue Harbour", None, "movie", None, None, (Play(AT),)),
    ]
    assert (parsed.rows[0].ids.known, parsed.rows[0].episode_ids.known) == ({"tvdb": "701"}, {"tvdb": "702"})


def test_movies_are_watched_or_planned(upload: Upload) -> None:
    parsed = upload(
        OLD
        + f"{EVENING},x,watch,movie,Blue Harbour,2021-05-01 00:00:00,watch-date-1707855300,,,,\n"
        + f"{EVENING},x,rewatch,movie,Blue Harbour,0001-01-01 00:00:00,,,,,\n"
        + f"{EVENING},x,towatch,movie,Sea,2027-05-01 00:00:00,,,,,\n"
        + f"{EVENING},x,follow,movie,Sea,,,,,,\n"
        + f"{EVENING},x,watch,episode,,,,Tin Town,1,2,701\n"
    )
    assert [(row.title, row.year, row.kind, row.actions) for row in parsed.rows] == [
        ("Blue Harbour", 2021, "movie", (Play(AT),)),
        ("Blue Harbour", None, "movie", (Play(AT, rewatch=True),)),
        ("Sea", 2027, "movie", (ListMember(None, added_at=AT),)),
        ("Tin Town", None, "show", (Play(AT, total=True),)),
    ]
    assert [(item.reason, item.count) for item in parsed.ignored] == [("followed", 1)]


def test_followed_shows_are_planned_unless_they_were_begun(upload: Upload) -> None:
    parsed = upload(
        {
            "gdpr-data/followed_tv_show.csv": FOLLOWED
            + f"1440,1,701,{EVENING},Tin Town,0\n1440,1,704,{EVENING},Sky,0\n1440,1,705,{EVENING},Sea,1\n",
            "gdpr-data/tracking-prod-records-v2.csv": CURRENT
            + f"702,2,1,701,{EVENING},watch-episode-a,,,,,,,Tin Town,1,2\n"
            + f",,,706,{EVENING},user-series-b,0,false,true,false,,,Rain,,\n"
            + f",,,701,{EVENING},user-series-c,3,false,true,false,,,Tin Town,,\n"
            + f",,,707,{EVENING},user-series-d,3,false,false,true,,,Snow,,\n"
            + f",,,,{EVENING},tracking-stats,,,,,,,,,\n",
            "gdpr-data/user_tv_show_data.csv": "tv_show_name,user_id,tv_show_id,nb_episodes_seen\nTin Town,1,701,1\n",
        }
    )
    assert [(row.title, row.ids.tvdb, type(row.actions[0])) for row in parsed.rows] == [
        ("Tin Town", 701, Play),
        ("Rain", 706, ListMember),
        ("Snow", 707, ListMember),
        ("Sky", 704, ListMember),
    ]
    assert {(item.reason, item.count) for item in parsed.ignored} == {
        ("followed", 1),
        ("followed", 2),
        ("unused_entry", 1),
        ("unused_file", 1),
    }


def test_older_tables_add_no_second_play(upload: Upload) -> None:
    parsed = upload(
        {
            "tracking-prod-records-v2.csv": CURRENT + f"702,2,1,701,{EVENING},watch-episode-a,,,,,,,Tin Town,1,2\n",
            "seen_episode_source.csv": "source,created_at,tv_show_name,episode_season_number,episode_number\n"
            f"app,{EVENING},Tin Town,1,2\n",
        }
    )
    assert [action for row in parsed.rows for action in row.actions] == [Play(AT), Play(AT, total=True)]
    assert len(list(effects(parsed))) == 2


def test_ratings_are_choices_or_stars(upload: Upload) -> None:
    votes = "vote_key,uuid,episode_id,movie_name,series_name,season_number,episode_number\n"
    parsed = upload(
        {
            "ratings-live-votes.csv": votes
            + "0-1-3,u,0,Blue Harbour,,,\n0-1-27,u,702,,Tin Town,1,2\n0-1-99,u,702,,Tin Town,1,2\n",
            "emotions-live-votes.csv": votes + "0-1-3,u,0,Blue Harbour,,,\n",
            "tv_show_rate.csv": f"tv_show_name,tv_show_id,rating,created_at\nTin Town,701,4,{EVENING}\n",
        }
    )
    assert [(row.title, row.kind, row.episode, row.actions) for row in parsed.rows] == [
        ("Blue Harbour", "movie", None, (Rating(100),)),
        ("Tin Town", "show", 2, (Rating(40),)),
        ("Tin Town", "show", None, (Rating(80, AT),)),
    ]
    assert {(item.file, item.reason) for item in parsed.ignored} == {
        ("ratings-live-votes.csv", "unknown_vote"),
        ("emotions-live-votes.csv", "unused_file"),
    }


def test_the_table_of_the_export_tool(upload: Upload) -> None:
    parsed = upload(
        "imdb_id,tvdb_id,type,title,season,episode,is_watched,watched_at,is_watchlisted,rating,status\n"
        f"tt9000001,,movie,Blue Harbour,,,true,{EVENING},false,8,\n"
        ",701,show,Tin Town,,,false,,true,,continuing\n"
        f",702,episode,Tin Town,1,2,true,{EVENING},false,,\n"
        ",703,episode,Tin Town,1,3,false,,false,,\n"
    )
    assert [(row.title, row.kind, row.season, row.episode, row.actions) for row in parsed.rows] == [
        ("Blue Harbour", "movie", None, None, (Play(AT), Rating(80))),
        ("Tin Town", "show", None, None, (ListMember(None),)),
        ("Tin Town", "show", 1, 2, (Play(AT),)),
    ]
    assert parsed.rows[2].episode_ids.tvdb == 702


def test_bad_rows_are_rejected(upload: Upload) -> None:
    parsed = upload(
        CURRENT
        + f",,,701,{EVENING},watch-episode-a,,,,,,,Tin Town,1,\n"
        + "702,2,1,701,never,watch-episode-a,,,,,,,Tin Town,1,2\n"
        + f"702,2,1,x,{EVENING},watch-episode-a,,,,,,,Tin Town,1,2\n"
    )
    assert [(row.code, row.field) for row in parsed.rejected] == [
        ("episode_missing", "episode_number"),
        ("invalid_date", "created_at"),
        ("out_of_range", "s_id"),
    ]


def test_rewatches_that_are_only_counted_are_plays_in_total(upload: Upload) -> None:
    columns = "tv_show_name,episode_season_number,episode_number,user_id,episode_id,cpt,created_at,updated_at\n"
    parsed = upload(
        {
            "gdpr-data/tracking-prod-records-v2.csv": CURRENT.replace("key,", "key,rewatch_count,")
            + f"702,2,1,701,{EVENING},watch-episode-a,1,,,,,,,Tin Town,1,2\n",
            "gdpr-data/rewatched_episode.csv": columns + f"Tin Town,1,2,9,702,2,{EVENING},{EVENING}\n",
        }
    )
    assert [(row.season, row.episode, row.actions) for row in parsed.rows] == [
        (1, 2, (Play(AT), Play(count=2, rewatch=True, total=True))),
        (1, 2, (Play(AT, count=3, rewatch=True, total=True),)),
    ]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("seen_episode_source", "user_id,episode_id,source,created_at,updated_at"),
        ("seen_episode_latest", "user_id,episode_id,x,seen_date,updated_at"),
        ("watched_on_episode", "user_id,episode_id,watched_on_source_id,created_at,updated_at"),
        ("show_seen_episode_latest", "user_id,episode_id,x,created_at,updated_at"),
    ],
)
def test_older_logs_of_episodes_count_in_total(upload: Upload, name: str, columns: str) -> None:
    head = f"{columns},tv_show_name,episode_season_number,episode_number\n"
    parsed = upload({f"gdpr-data/{name}.csv": head + f"1,702,x,{EVENING},,Tin Town (2015),1,2\n"})
    assert [(row.title, row.year, row.season, row.episode, row.actions) for row in parsed.rows] == [
        ("Tin Town", 2015, 1, 2, (Play(AT, total=True),))
    ]


def test_shows_for_later_are_planned(upload: Upload) -> None:
    head = "user_id,tv_show_id,status,created_at,updated_at,tv_show_name\n"
    rows = f"1,701,for_later,{EVENING},,Tin Town\n1,702,stopped,{EVENING},,Sea\n"
    parsed = upload({"gdpr-data/user_show_special_status.csv": head + rows})
    assert [(row.title, row.actions) for row in parsed.rows] == [("Tin Town", (ListMember(None, added_at=AT),))]
    assert [(item.reason, item.count) for item in parsed.ignored] == [("followed", 1)]


@pytest.mark.parametrize(("ratings", "values"), [(("4", "5"), (80, 100)), (("4", "10"), (40, 100))])
def test_the_scale_of_older_ratings_is_that_of_the_table(
    upload: Upload, ratings: tuple[str, str], values: tuple[int, int]
) -> None:
    head = "user_id,tv_show_id,rating,created_at,updated_at,tv_show_name\n"
    rows = "".join(f"1,70{number},{rating},{EVENING},,Show {number}\n" for number, rating in enumerate(ratings))
    parsed = upload({"gdpr-data/tv_show_rate.csv": head + rows})
    assert [row.actions for row in parsed.rows] == [(Rating(value, AT),) for value in values]


def test_times_as_a_program_in_go_writes_them_are_read(upload: Upload) -> None:
    [row] = upload(CURRENT + "702,2,1,701,2024-02-13 20:15:00 +0000 UTC,watch-episode-a,,,,,,,Tin Town,1,2\n").rows
    assert row.actions == (Play(AT),)
