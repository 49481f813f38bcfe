"""One small file per format, with the headers that the vendors write and the traps they set."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from sous import connectors
from sous.engines.tables import Outcome, Record, open_table, read

connectors.load()


def table_of(header: str | Sequence[str], *rows: Sequence[Any]) -> bytes:
    """A CSV out of a comma-separated header and rows."""
    out = io.StringIO()
    names = [name.strip() for name in header.split(",")] if isinstance(header, str) else header
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue().encode()


def zip_of(**files: bytes | str) -> bytes:
    """A zip; `posts_csv` becomes `posts.csv`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            stem, _, ending = name.rpartition("_")
            archive.writestr(f"{stem}.{ending}", data)
    return out.getvalue()


def outcomes(data: bytes, name: str | None = None, **options: str) -> list[Outcome]:
    with open_table(data, name=name) as table:
        return list(read(table, options=options))


def records(data: bytes, **options: str) -> list[Record]:
    found = outcomes(data, **options)
    assert [each for each in found if not isinstance(each, Record)] == []
    return [each for each in found if isinstance(each, Record)]


FIDER_POSTS = (
    "number,title,description,created_at,created_by,votes_count,comments_count,status,responded_by,"
    "responded_at,response,original_number,original_title,tags"
)
QUACKBACK_POSTS = (
    "id,title,content,status,tags,board,author_name,author_email,vote_count,created_at"
)
QUACKBACK_COMMENTS = (
    "id,post_id,parent_id,author_name,author_email,is_team_member,is_private,moderation_state,"
    "content,created_at,updated_at"
)
USERVOICE = (
    "ideaId,ideaTitle,ideaDescription,ideaCreatorEmailAddress,ideaCreatorName,forumName,"
    "categoryName,labels,ideaListNames,publicStatusName,moderationState,votersCount,"
    "createdTimestamp,publicStatusUpdateMessage,publicStatusUpdatedTimestamp,"
    "publicStatusCreatorEmailAddress,userEmailAddress,userName,linkedIdeaCreationDate"
)
USERVOICE_DOTTED = (
    "suggestion.id,suggestion.title,suggestion.body,suggestion.body_mime_type,"
    "suggestion.portal_url,suggestion.admin_url,suggestion.forum.name,suggestion.category.name,"
    "suggestion.status.name,suggestion.labels.name,suggestion.parent.id,"
    "suggestion.created_timestamp"
)
JIRA = (
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Project type,"
    "Project lead,Project description,Project url,Priority,Resolution,Assignee,Reporter,Creator,"
    "Created,Updated,Last Viewed,Resolved,Component/s,Due Date,Votes,Labels,Description,"
    "Environment,Original Estimate,Remaining Estimate,Time Spent,Work Ratio"
)
JIRA_CLOUD = (
    "Issue key,Issue id,Summary,Issue Type,Status,Project key,Project name,Reporter,Created,"
    "Labels,Labels,Labels,Sprint,Sprint,Description,Custom field (Story Points),Comment,Comment"
)
LINEAR = (
    "ID,Team,Title,Description,Status,Estimate,Priority,Project ID,Project,Creator,Assignee,"
    "Labels,Cycle Number,Cycle Name,Cycle Start,Cycle End,Created,Updated,Started,Triaged,"
    "Completed,Canceled,Archived,Due Date,Parent issue,Initiatives,Project Milestone ID,"
    "Project Milestone,SLA Status,Roadmaps"
)
LINEAR_NEW = (
    LINEAR.removesuffix(",Roadmaps")
    + ",UUID,Time in status (minutes),Related to,Blocked by,Duplicate of"
)
ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,"
    "Requester domain,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,"
    "Created at,Updated at,Assigned at,Organization,Due date,Initially assigned at,Solved at,"
    "Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,"
    "First reply time in minutes,Plan tier [list]"
)
PLAY = (
    "Package Name,App Version Code,App Version Name,Reviewer Language,Device,"
    "Review Submit Date and Time,Review Submit Millis Since Epoch,"
    "Review Last Update Date and Time,Review Last Update Millis Since Epoch,Star Rating,"
    "Review Title,Review Text,Developer Reply Date and Time,"
    "Developer Reply Millis Since Epoch,Developer Reply Text,Review Link"
)
TYPEFORM = (
    "#,What is your first name?,<strong>What do you like most?</strong>,What should we change?,"
    "How likely are you to recommend us?,Which plan are you on?,Email,Response Type,"
    "Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID,Tags"
)
INTERCOM = (
    "message_id,message_body,message_type,message_created_at,message_author_type,"
    "message_author_id,message_author_user_id,message_author_name,message_author_email,"
    "message_author_companies,conversation_tags,conversation_id,conversation_state,"
    "conversation_created_at,conversation_first_response_at,conversation_closed_at,app_id,app_name"
)
CLEARFLASK_POSTS = (
    "ideaId,authorUserId,created,title,description,response,categoryId,statusId,tagIds,funded,"
    "fundersCount,fundGoal,voteValue,votersCount,expressionsValue,expressions"
)
FORMBRICKS = (
    "collected_at,source_type,source_id,source_name,field_id,field_label,field_type,"
    "field_group_id,value_text,value_number,language,user_id,tenant_id,submission_id"
)

GITHUB: list[dict[str, Any]] = [
    {
        "url": "https://api.github.com/repos/acme/editor/issues/12",
        "repository_url": "https://api.github.com/repos/acme/editor",
        "html_url": "https://github.com/acme/editor/issues/12",
        "number": 12,
        "title": "Crash on save",
        "body": "It **crashes**.\r\nEvery time.",
        "state": "open",
        "state_reason": None,
        "user": {"login": "mona", "type": "User"},
        "labels": [{"name": "bug"}, {"name": "area: save"}],
        "assignees": [{"login": "octo"}],
        "milestone": {"title": "v2"},
        "comments": 3,
        "reactions": {"total_count": 6, "+1": 5, "-1": 0, "heart": 1},
        "created_at": "2024-05-03T10:00:00Z",
        "updated_at": "2024-05-04T10:00:00Z",
        "closed_at": None,
    },
    {
        "url": "https://api.github.com/repos/acme/editor/issues/13",
        "repository_url": "https://api.github.com/repos/acme/editor",
        "html_url": "https://github.com/acme/editor/pull/13",
        "number": 13,
        "title": "Fix crash",
        "body": None,
        "state": "closed",
        "user": {"login": "octo", "type": "User"},
        "labels": [],
        "comments": 0,
        "created_at": "2024-05-03T11:00:00Z",
        "pull_request": {"url": "https://api.github.com/repos/acme/editor/pulls/13"},
    },
]
CANNY: dict[str, Any] = {
    "hasMore": False,
    "posts": [
        {
            "id": "5d5",
            "title": "Bulk export",
            "details": "We export 200 boards by hand.",
            "status": "under review",
            "score": 41,
            "commentCount": 2,
            "created": "2024-05-03T10:00:00.000Z",
            "eta": None,
            "author": {
                "id": "u1",
                "name": "Ann",
                "email": "ann@northwind.example",
                "companies": [
                    {"id": "c9", "name": "Northwind", "domain": "northwind.example",
                     "monthlySpend": 1200}
                ],
            },
            "by": {"name": "Sam"},
            "owner": None,
            "board": {"id": "b1", "name": "Features"},
            "category": {"id": "k", "name": "Export", "parentID": None},
            "tags": [{"name": "export"}, {"name": "admin"}],
            "imageURLs": [],
            "customFields": [{"id": "f", "name": "Segment", "value": "Enterprise"}],
            "mergeHistory": [],
            "jira": {"linkedIssues": [{"id": 1, "key": "EXP-4"}]},
            "url": "https://acme.canny.io/p/bulk-export",
        }
    ],
}  # fmt: skip
PRODUCTBOARD: dict[str, Any] = {
    "data": [
        {
            "id": "n1",
            "title": "Call with Northwind",
            "content": "<p>They need <b>SSO</b> &amp; audit logs.</p><ul><li>soon</li></ul>",
            "displayUrl": "https://crm.example/1",
            "externalDisplayUrl": None,
            "company": {"id": "c1"},
            "user": {"id": "u1", "email": "kim@northwind.example"},
            "owner": {"email": "pm@acme.example"},
            "followers": [],
            "state": "unprocessed",
            "source": {"origin": "salesforce", "record_id": "r1"},
            "tags": ["sso", "security"],
            "features": [{"id": "f1", "type": "feature", "importance": 2}],
            "createdAt": "2024-05-03T10:00:00Z",
            "updatedAt": "2024-05-03T10:00:00Z",
        }
    ]
}
ZENDESK_TICKET: dict[str, Any] = {
    "id": 35,
    "url": "https://acme.zendesk.com/api/v2/tickets/35.json",
    "subject": "Cannot log in",
    "description": "The login page hangs.",
    "status": "open",
    "priority": "high",
    "type": "problem",
    "via": {"channel": "email"},
    "tags": ["login", "urgent"],
    "requester_id": 7,
    "organization_id": 99,
    "created_at": "2024-05-03T10:00:00Z",
    "updated_at": "2024-05-04T10:00:00Z",
    "satisfaction_rating": {"score": "bad", "comment": "slow"},
    "comments": [
        {"id": 1, "author_id": 7, "body": "The login page hangs.", "public": True,
         "created_at": "2024-05-03T10:00:00Z"},
        {"id": 2, "author_id": 8, "body": "Which browser?", "public": True,
         "created_at": "2024-05-03T11:00:00Z"},
        {"id": 3, "author_id": 8, "body": "VIP, be careful", "public": False,
         "created_at": "2024-05-03T11:05:00Z"},
        {"id": 4, "author_id": 7, "body": "Firefox", "public": True,
         "created_at": "2024-05-03T12:00:00Z"},
    ],
}  # fmt: skip
APPSTORE: dict[str, Any] = {
    "data": [
        {
            "type": "customerReviews",
            "id": "00000c2b",
            "attributes": {
                "rating": 2,
                "title": "Keeps logging me out",
                "body": "Every update.",
                "reviewerNickname": "kiwi77",
                "createdDate": "2024-05-03T10:00:00-07:00",
                "territory": "NZL",
            },
            "relationships": {"response": {"links": {}}},
        }
    ],
    "links": {"self": "https://api.example/v1"},
    "meta": {"paging": {"total": 1}},
}
APPSTORE_FEED: dict[str, Any] = {
    "feed": {
        "author": {"name": {"label": "Store"}},
        "entry": [
            {
                "id": {"label": "11"},
                "author": {"name": {"label": "kiwi"}},
                "updated": {"label": "2024-05-03T10:00:00-07:00"},
                "im:rating": {"label": "4"},
                "im:version": {"label": "2.1"},
                "im:voteSum": {"label": "3"},
                "title": {"label": "Nice"},
                "content": {"label": "Works offline", "attributes": {"type": "text"}},
            }
        ],
    }
}
INTERCOM_JSON: dict[str, Any] = {
    "type": "conversation.list",
    "conversations": [
        {
            "id": "77",
            "created_at": 1714730400,
            "updated_at": 1714734000,
            "state": "closed",
            "priority": "not_priority",
            "source": {
                "subject": "",
                "body": "<p>Invoices are <i>wrong</i></p>",
                "author": {"type": "user", "name": "Ann", "email": "ann@northwind.example"},
            },
            "tags": {"type": "tag.list", "tags": [{"id": "1", "name": "billing"}]},
            "conversation_rating": {"rating": 2, "remark": ""},
            "conversation_parts": {
                "conversation_parts": [
                    {"id": "p1", "part_type": "comment", "body": "<p>Looking</p>",
                     "author": {"type": "admin", "name": "Sam"}, "created_at": 1714731000},
                    {"id": "p2", "part_type": "note", "body": "refund?",
                     "author": {"type": "admin", "name": "Sam"}, "created_at": 1714731100},
                    {"id": "p3", "part_type": "assignment", "body": None,
                     "author": {"type": "bot"}, "created_at": 1714731200},
                    {"id": "p4", "part_type": "comment", "body": "Thanks",
                     "author": {"type": "user", "name": "Ann"}, "created_at": 1714731300},
                ]
            },
        }
    ],
}  # fmt: skip

FIDER_BACKUP = {
    "posts_json": json.dumps(
        [
            {"id": 1, "number": 4, "title": "Dark mode", "description": "", "user_id": 10,
             "status": 4, "created_at": "2024-05-03T10:00:00Z", "response": "Soon",
             "response_user_id": 11, "response_date": "2024-05-05T10:00:00Z"},
            {"id": 2, "number": 5, "title": "Spam", "description": "x", "user_id": 10,
             "status": 6, "created_at": "2024-05-03T10:00:00Z"},
        ]
    ),
    "comments_json": json.dumps(
        [
            {"id": 1, "post_id": 1, "user_id": 11, "content": "Agreed",
             "created_at": "2024-05-04T10:00:00Z", "deleted_at": None},
            {"id": 2, "post_id": 1, "user_id": 11, "content": "removed",
             "created_at": "2024-05-04T10:00:00Z", "deleted_at": "2024-05-04T11:00:00Z"},
        ]
    ),
    "post_votes_json": json.dumps(
        [{"post_id": 1, "user_id": 11, "created_at": "2024-05-04T10:00:00Z"}]
    ),
    "tags_json": json.dumps([{"id": 3, "name": "ui", "slug": "ui"}]),
    "post_tags_json": json.dumps([{"post_id": 1, "tag_id": 3}]),
    "users_json": json.dumps(
        [
            {"id": 10, "name": "Ann", "email": "ann@northwind.example"},
            {"id": 11, "name": "Bob", "email": "bob@contoso.example"},
        ]
    ),
    "oauth_providers_json": json.dumps([{"client_secret": "never read"}]),
}  # fmt: skip

SAMPLES: dict[str, bytes] = {
    "table": table_of("Feedback,Customer,When", ["Too slow to open", "Ann", "2024-05-03"]),
    "fider-posts": table_of(
        FIDER_POSTS,
        ["7", "Dark mode", "My eyes hurt", "2024-05-03T10:00:00Z", "Ann", "12", "2", "planned",
         "Sam", "2024-06-01T08:00:00Z", "We are on it", "0", "", "ui, night"],
    ),
    "fider-backup": zip_of(**FIDER_BACKUP),
    "quackback-posts": table_of(
        QUACKBACK_POSTS,
        ["p1", "Dark mode", "'=please", "open", "ui,night", "Features", "Ann",
         "ann@northwind.example", "4", "2024-05-03T10:00:00.000Z"],
    ),
    "quackback-export": zip_of(
        posts_csv=table_of(
            QUACKBACK_POSTS,
            ["p1", "Dark mode", "Please", "open", "", "Features", "Ann", "", "2", "2024-05-03"],
        ),
        post_comments_csv=table_of(
            QUACKBACK_COMMENTS,
            ["c1", "p1", "", "Bob", "", "false", "false", "published", "Me too", "2024-05-04", ""],
            ["c2", "p1", "c1", "Sam", "", "true", "false", "published", "Soon", "2024-05-05", ""],
            ["c3", "p1", "", "Sam", "", "true", "true", "published", "VIP", "2024-05-05", ""],
        ),
        post_votes_csv=table_of(
            "id,post_id,voter_email,source_type,created_at",
            ["v1", "p1", "bob@contoso.example", "web", "2024-05-04"],
        ),
        manifest_json='{"version": 1}',
    ),
    "uservoice-ideas": table_of(
        USERVOICE,
        ["1", "Dark mode", "At night", "ann@x.example", "Ann", "General", "UI", '["ui","night"]',
         "", "planned", "published", "2", "2025-07-21 03:37:03", "Soon", "2025-08-01 00:00:00",
         "pm@acme.example", "bob@y.example", "Bob", "2025-07-22 00:00:00"],
    ),
    "uservoice-suggestions": table_of(
        USERVOICE_DOTTED,
        ["9", "SSO", "We need SAML", "", "https://x.example/9", "", "General", "Security",
         "under review", "sso, saml", "", "2025-07-21 03:37:03"],
    ),
    "jira-issues": table_of(
        JIRA,
        ["Login fails", "ACME-7", "10007", "Bug", "Open", "ACME", "Acme", "software", "Lee", "",
         "", "High", "", "", "Ann", "Ann", "11/May/24 03:26 PM", "", "", "", "", "", "3", "auth",
         "h2. Steps\n* open", "", "", "", "", ""],
    ),
    "linear-issues": table_of(
        LINEAR,
        ["ENG-4", "Eng", "Slow list", "Takes 4 s", "Todo", "", "High", "", "Speed",
         "ann@acme.example", "", "perf, list", "", "", "", "", "2024-05-03T10:00:00.000Z"],
    ),
    "zendesk-json": json.dumps({"tickets": [ZENDESK_TICKET], "next_page": None}).encode(),
    "zendesk-csv": table_of(
        ZENDESK,
        ["1", "35", "Ann", "7", "", "ann@northwind.example", "northwind.example", "Ann", "Sam",
         "Support", "Cannot log in", "login urgent", "Open", "High", "Mail", "Problem",
         "2024-05-03 10:00:00 UTC", "", "", "Northwind", "", "", "", "", "Bad", "", "", "0", "2",
         "14", "Gold"],
    ),
    "googleplay-reviews": b"\xff\xfe" + table_of(
        PLAY,
        ["com.acme.app", "210", "2.1.0", "de", "pixel", "2024-05-03T10:00:00Z", "1714730400000",
         "", "", "2", "", "Stürzt ab — immer 😡", "", "", "",
         "https://play.google.com/console/#ReviewDetailsPlace:p=x&reviewId=gp:AOq&f=1"],
    ).decode().encode("utf-16-le"),
    "github-issues": "\n".join(map(json.dumps, GITHUB)).encode(),
    "typeform-responses": table_of(
        TYPEFORM,
        ["r1", "Ann", "The search is very fast", "Please add a dark mode soon", "9", "Pro",
         "ann@northwind.example", "completed", "2024-05-03 09:58:00", "", "2024-05-03 10:00:00",
         "n1", ""],
    ),
    "canny-posts": json.dumps(CANNY).encode(),
    "productboard-notes": json.dumps(PRODUCTBOARD).encode(),
    "productboard-csv": table_of(
        "Note title,Note text,User name,User email,Company domain,Company name,Owner email,Tags,"
        "Source URL,Created at",
        ["SSO", "They need SAML", "Kim", "kim@northwind.example", "northwind.example",
         "Northwind", "pm@acme.example", "sso, saml", "https://crm.example/1",
         "2024-05-03 10:00"],
    ),
    "formbricks-hub": table_of(
        FORMBRICKS,
        ["2024-05-03T10:00:00Z", "survey", "s1", "Exit survey", "f1", "Why?", "text", "",
         "Too expensive for us", "", "en", "u1", "t1", "sub1"],
    ),
    "appstore-reviews": json.dumps(APPSTORE).encode(),
    "appstore-feed": json.dumps(APPSTORE_FEED).encode(),
    "intercom-json": json.dumps(INTERCOM_JSON).encode(),
    "intercom-messages": table_of(
        INTERCOM,
        ["m1", "<p>Invoices are wrong</p>", "comment", "2017-11-14 21:45:08", "user", "1", "u1",
         "Ann", "ann@northwind.example", "Northwind", "billing", "77", "closed",
         "2017-11-14 21:45:08", "", "", "a", "Acme"],
    ),
    "clearflask-posts": table_of(
        CLEARFLASK_POSTS,
        ["i1", "u1", "2024-05-03T10:00:00Z", "Dark mode", "At night", "Soon", "ideas", "open",
         "ui", "0", "0", "", "5", "4", "", ""],
    ),
    "clearflask-export": zip_of(
        acme_posts_csv=table_of(
            CLEARFLASK_POSTS,
            ["i1", "u1", "2024-05-03T10:00:00Z", "Dark mode", "At night", "", "ideas", "open",
             "", "0", "0", "", "5", "4", "", ""],
        ),
        acme_users_csv=table_of(
            "userId,ssoGuid,isMod,name,email,emailVerified,emailNotify,balance,created",
            ["u1", "", "false", "Ann", "ann@northwind.example", "true", "true", "0", "2024-01-01"],
        ),
        acme_comments_csv=table_of(
            "ideaId,commentId,parentCommentId,authorUserId,created,edited,content,upvotes,downvotes",
            ["i1", "c1", "", "u1", "2024-05-04T10:00:00Z", "", "Bump", "1", "0"],
        ),
    ),
}  # fmt: skip
