"""The upper part of the tree of party organizations, down to subdistricts and circles."""

from dataclasses import dataclass, field

from db.demo.calendar import day_of, ordinal
from db.demo.randomness import Stream
from db.demo.reference import Reference
from db.demo.rows import PartyOrganizationRow
from db.models.enums import AffiliationBasis, PartyOrganizationKind

_TERRITORIAL = AffiliationBasis.TERRITORIAL
_SECTORAL = AffiliationBasis.SECTORAL


@dataclass
class Node:
    """A party organization in the making; `district` is an index, `established` an ordinal."""

    name: str
    kind: PartyOrganizationKind
    superior_id: int | None = None
    basis: AffiliationBasis | None = None
    district: int | None = None
    established: int = 0
    members: int = 0
    posts: int = 0
    posts_filled: int = 0


@dataclass
class PartyTree:
    """The nodes in the order of their ids, which begin at 1; superiors come first.

    The other attributes give the ids of committees: by district index, by district index and
    subdistrict name, by industry, and by circle index.
    """

    nodes: list[Node] = field(default_factory=list)
    city_work_committee: int = 0
    district_work_committees: dict[int, int] = field(default_factory=dict)
    subdistrict_committees: dict[tuple[int, str], int] = field(default_factory=dict)
    sector_committees: dict[str, int] = field(default_factory=dict)
    circle_committees: dict[int, int] = field(default_factory=dict)
    n_committees: int = 0

    def add(self, node: Node) -> int:
        """Append a node and return its id."""
        self.nodes.append(node)
        return len(self.nodes)

    def __getitem__(self, node_id: int) -> Node:
        return self.nodes[node_id - 1]

    def add_up_members(self) -> None:
        """Give every committee of the upper part the members beneath it."""
        for node_id in range(len(self.nodes), 0, -1):
            node = self[node_id]
            if node.superior_id is not None and node.superior_id <= self.n_committees:
                self[node.superior_id].members += node.members

    def rows(self) -> list[PartyOrganizationRow]:
        """Return the rows of the table, in the order of their ids."""
        return [
            PartyOrganizationRow(
                id=node_id,
                name=node.name,
                kind=node.kind,
                affiliation_basis=node.basis,
                district_id=None if node.district is None else node.district + 1,
                superior_id=node.superior_id,
                established_on=day_of(node.established),
                party_members=node.members,
                posts=node.posts,
                posts_filled=node.posts_filled,
            )
            for node_id, node in enumerate(self.nodes, start=1)
        ]


def plant_committees(reference: Reference, seed: int) -> PartyTree:
    """Build the tree from the municipal committee down to subdistricts, sectors and circles."""
    stream = Stream(seed, "committees")
    tree = PartyTree()
    municipal = tree.add(Node("中共西宁市委员会", PartyOrganizationKind.MUNICIPAL_COMMITTEE))
    department = tree.add(
        Node("中共西宁市委组织部", PartyOrganizationKind.ORGANIZATION_DEPARTMENT, municipal)
    )
    tree.city_work_committee = tree.add(
        Node(
            "西宁市非公和社会组织党工委",
            PartyOrganizationKind.WORK_COMMITTEE,
            department,
            _TERRITORIAL,
            established=ordinal(2012, 5, 18),
            posts=8,
            posts_filled=7,
        )
    )
    _plant_districts(tree, reference, stream, municipal)
    _plant_sectors(tree, reference, stream)
    _plant_subdistricts(tree, reference, stream)
    _plant_circles(tree, reference)
    tree.n_committees = len(tree.nodes)
    return tree


def _plant_districts(tree: PartyTree, reference: Reference, stream: Stream, municipal: int) -> None:
    committees = [
        tree.add(
            Node(
                f"中共{each.name}委员会",
                PartyOrganizationKind.DISTRICT_COMMITTEE,
                municipal,
                _TERRITORIAL,
                district=position,
            )
        )
        for position, each in enumerate(reference.districts)
    ]
    days = stream.integers(len(committees), 700) + ordinal(2012, 8, 1)
    vacancies = stream.integers(len(committees), 2)
    for position, each in enumerate(reference.districts):
        posts = 3 + each.population // 150_000
        tree.district_work_committees[position] = tree.add(
            Node(
                f"{each.name}非公和社会组织党工委",
                PartyOrganizationKind.WORK_COMMITTEE,
                committees[position],
                _TERRITORIAL,
                district=position,
                established=int(days[position]),
                posts=posts,
                posts_filled=posts - int(vacancies[position]),
            )
        )


def _plant_sectors(tree: PartyTree, reference: Reference, stream: Stream) -> None:
    sectors: dict[str, list[str]] = reference.vocabulary["sector_committees"]
    days = stream.integers(len(sectors), 1_200) + ordinal(2013, 1, 10)
    for (name, industries), day in zip(sectors.items(), days, strict=True):
        committee = tree.add(
            Node(
                name,
                PartyOrganizationKind.SECTOR_COMMITTEE,
                tree.city_work_committee,
                _SECTORAL,
                established=int(day),
            )
        )
        tree.sector_committees |= dict.fromkeys(industries, committee)


def _plant_subdistricts(tree: PartyTree, reference: Reference, stream: Stream) -> None:
    # A dict keeps the order of the file and drops what several areas share.
    names = list(dict.fromkeys((area.district, area.subdistrict) for area in reference.areas))
    days = stream.integers(len(names), 1_000) + ordinal(2013, 9, 1)
    for (district, name), day in zip(names, days, strict=True):
        tree.subdistrict_committees[district, name] = tree.add(
            Node(
                f"{reference.districts[district].name}{name}非公和社会组织综合党委",
                PartyOrganizationKind.SUBDISTRICT_COMMITTEE,
                tree.district_work_committees[district],
                _TERRITORIAL,
                district=district,
                established=int(day),
            )
        )


def _plant_circles(tree: PartyTree, reference: Reference) -> None:
    for position, circle in enumerate(reference.circles):
        if circle.committee is not None and circle.committee_established_on is not None:
            tree.circle_committees[position] = tree.add(
                Node(
                    circle.committee,
                    PartyOrganizationKind.CIRCLE_COMMITTEE,
                    tree.district_work_committees[circle.district],
                    _TERRITORIAL,
                    district=circle.district,
                    established=circle.committee_established_on.toordinal(),
                )
            )
