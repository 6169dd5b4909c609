"""How others find our actors: WebFinger, host-meta, NodeInfo (RFC 7033, RFC 6415, FEP-f1d5, FEP-2677, FEP-d556)."""

from typing import Any

from litestar import Request, Response, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from federation.node import Node
from federation.serving import ANYONE, PUBLIC, READ, answer, problem
from federation.tables import LocalActor, run
from federation.wire import nodeinfo, webfinger


def handlers(node: Node) -> list[ControllerRouterHandler]:
    """Return the handlers of this module for one node."""
    return [*_fingers(node), *_descriptions(node)]


def _fingers(node: Node) -> list[ControllerRouterHandler]:
    @route("/.well-known/webfinger", http_method=READ, opt=PUBLIC, include_in_schema=False)
    async def finger(request: Request[Any, Any, Any]) -> Response[bytes]:
        """The actor named by `resource`: acct:name@host, an actor's id or page, or the server itself."""
        resource = request.query_params.get("resource", "")
        if not resource:
            return problem(400, "The parameter `resource` is missing.")
        if resource.rstrip("/") == node.url:
            return answer(webfinger.service(url=node.url, actor=node.actor), webfinger.JRD_JSON)
        row = await _named(node, resource)
        if row is None:
            return problem(404, "Nobody of that name is here.")
        names = {"username": row["username"], "host": node.host, "actor": row["id"], "page": row["url"]}
        return answer(webfinger.document(**names), webfinger.JRD_JSON)

    @route("/.well-known/host-meta", http_method=READ, opt=PUBLIC, include_in_schema=False)
    async def host_meta() -> Response[bytes]:
        """Where WebFinger is answered."""
        headers = {"content-type": webfinger.XRD_XML, **ANYONE}
        return Response(webfinger.host_meta(node.url).encode(), headers=headers)

    @route("/.well-known/host-meta.json", http_method=READ, opt=PUBLIC, include_in_schema=False)
    async def host_meta_json() -> Response[bytes]:
        """The same as JSON (RFC 6415 appendix A)."""
        return answer(webfinger.host_meta_json(node.url), webfinger.JRD_JSON)

    return [finger, host_meta, host_meta_json]


def _descriptions(node: Node) -> list[ControllerRouterHandler]:
    @route("/.well-known/nodeinfo", http_method=READ, opt=PUBLIC, include_in_schema=False)
    async def nodeinfo_links() -> Response[bytes]:
        """Where the descriptions are, and the instance actor."""
        return answer(nodeinfo.links(url=node.url, actor=node.actor), "application/json")

    @route("/nodeinfo/{version:str}", http_method=READ, opt=PUBLIC, include_in_schema=False)
    async def described(version: FromPath[str]) -> Response[bytes]:
        """What this server is."""
        if version not in nodeinfo.VERSIONS:
            return problem(404, "Only the versions 2.0 and 2.1 are told.")
        usage = await _usage()
        told = nodeinfo.document(
            version,
            name=node.name,
            software=node.version,
            hub=node.hub,
            usage=usage,
            territory=node.territory,
            sync=f"{node.url}/ap/sync/evenements",
        )
        return answer(told, nodeinfo.media_type(version))

    return [nodeinfo_links, described]


async def _named(node: Node, resource: str) -> dict[str, Any] | None:
    """Return the row of the actor that a resource names, if it is ours."""
    account = webfinger.account(resource)
    wanted: Any
    if account is None:
        wanted = (LocalActor.id == resource) | (LocalActor.url == resource)
    elif account.host == node.host.lower():
        # Our actors' names have no hyphen; the pages of the libraries, which people copy, have.
        wanted = LocalActor.username == account.username.lower().replace("-", "_")
    else:
        return None
    row: dict[str, Any] | None = (
        await LocalActor.select(LocalActor.id, LocalActor.username, LocalActor.url).where(wanted).first()
    )
    return row


async def _usage() -> dict[str, int]:
    rows = await run(
        "SELECT (SELECT count(*) FROM fed_local_actor) AS users,"
        " (SELECT count(*) FROM fed_thing WHERE deleted_at IS NULL) AS posts"
    )
    return {"users": rows[0]["users"], "posts": rows[0]["posts"]}
