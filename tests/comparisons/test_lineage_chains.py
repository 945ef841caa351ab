"""Lineage over several editions: for any lines, the comparison of the first edition with the last agrees with those
between them."""

import random

import pytest

from pipeline.core.project import Project
from pipeline.reading import editions
from pipeline.reading.lineage import pair_of
from pipeline.reading.methodologies import Methodologies
from support.running import THOROUGH
from support.small import EDITION, METHODOLOGY
from support.two_editions import write

HEADS = {
    "companies.csv": "from_edition,from,to_edition,to,kind,note\n",
    "services.csv": "from_edition,company,from,to_edition,to,kind,note,to_company\n",
}


class World:
    """The companies and services behind the names, which can change; `parents`: new thing -> the things that it came
    from."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.parents, self.born, self.states = {}, 0, []
        self.lines = {file: [] for file in HEADS}
        self.states = [{c: [self.new(), {s: self.new() for s in "st"}] for c in "abc"}]

    def new(self, *parents):
        self.born += 1
        self.parents[self.born] = {(parent, len(self.states)) for parent in parents}
        return self.born

    def line(self, company, was, now, kind, service=None, to_company=""):
        years = f"w-{2020 + len(self.states)}", f"w-{2021 + len(self.states)}"
        if service is None:
            self.lines["companies.csv"].append(f"{years[0]},{was},{years[1]},{now},{kind},\n")
        else:
            self.lines["services.csv"].append(f"{years[0]},{company},{was},{years[1]},{now},{kind},,{to_company}\n")

    def fates(self, names):
        """Draw what happens to each name. At least one stays, so that others can merge into it."""
        choices = ["stay"] * 4 + ["same", "rename", "rename", "gone", "split", "rename and split", "dissolve", "merge"]
        found = {name: self.random.choice(choices) for name in sorted(names)}
        if found:
            found[self.random.choice(sorted(names))] = "stay"
        return found

    def step(self, old, say, pool):
        """Return what becomes of a set of names (name -> entity): (name -> entity, old name -> names that have its
        things)."""
        fates = self.fates(old)
        stay = [name for name, fate in fates.items() if fate in ("stay", "same", "split")]
        # A name that is given up may be taken over by a rename, or by something new. A part of something has a name of
        # its own: of an id that comes back, and that no line calls new, the docs say that it is the same.
        free = self.random.sample([n for n in pool if n not in stay], len(pool) - len(stay))
        new = {name: old[name] for name in stay}
        went = {name: name for name in stay}

        for name, fate in fates.items():
            if fate == "same":
                say(name, name, "same")
            if fate in ("rename", "rename and split"):
                went[name] = free.pop()
                new[went[name]] = old[name]
                say(name, went[name], "renamed")
            if fate in ("split", "rename and split", "dissolve"):
                for _ in range(2 if fate == "dissolve" else 1):
                    entity = self.new(old[name])
                    part = f"part-{entity}"
                    new[part] = entity
                    say(name, part, "split")
            if fate == "gone":
                say(name, "", "gone")
            if fate == "merge":
                into = self.random.choice(stay)
                self.parents[new[into]].add((old[name], len(self.states)))
                say(name, into, "merged")
        for _ in range(self.random.choice((0, 0, 1))):
            name = free.pop()
            new[name] = self.new()
            say("", name, "new")
        return new, went

    def turn(self):
        """The next edition."""
        state = self.states[-1]
        whole = {c: entity for c, (entity, _) in state.items()}
        companies, went = self.step(whole, lambda *what: self.line("", *what), "abcdefghijklm")
        result = {c: [entity, {}] for c, entity in companies.items()}
        moving = []
        for company, (_, services) in state.items():
            now = went.get(company)
            leaving = {s: e for s, e in services.items() if self.random.random() < 0.2}
            moving += [(company, now, service, entity) for service, entity in leaving.items()]
            if now:
                kept = {s: e for s, e in services.items() if s not in leaving}

                def say(was, name, kind, company=company, now=now):
                    self.line(now if kind == "new" else company, was, name, kind, service=True)

                result[now][1] |= self.step(kept, say, "nopqrstuvwxyz")[0]
        for company, now, service, entity in moving:
            place = self.random.choice(sorted(set(companies) - {now}) or [None])
            if place:
                name = self.random.choice(sorted(set("st0123456789") - set(result[place][1])))
                result[place][1][name] = entity
                kind = "same" if name == service else "renamed"
                self.line(company, service, name, kind, service=True, to_company=place)
            elif now:
                self.line(company, service, "", "gone", service=True)
        self.states.append(result)

    def units(self, i):
        """(company, service) -> entity of an edition; service is empty for a company itself."""
        found = {(c, ""): entity for c, (entity, _) in self.states[i].items()}
        return found | {(c, s): e for c, (_, services) in self.states[i].items() for s, e in services.items()}

    def descends(self, entity, others, i):
        """True for what came, by edition i, of one of others."""
        above, todo = set(), [(entity, i)]
        while todo:
            child, until = todo.pop()
            new = {(parent, turn - 1) for parent, turn in self.parents[child] if turn <= until} - above
            above |= new
            todo += new
        return any(parent in others for parent, _ in above)

    def write(self, root):
        write(root / "raw/methodologies/small", METHODOLOGY)
        for i, state in enumerate(self.states):
            year = 2021 + i
            head = EDITION["edition.yaml"].replace("small-2023", f"w-{year}").replace("series: small", "series: w")
            head = head.replace("year: 2023", f"year: {year}").replace("status: final", "status: draft")
            services = [f"{c},group,Group,,,group,,," for c in state]
            services += [f"{c},{s},{s},,,service,mail,," for c, (_, own) in state.items() for s in own]
            write(root / f"raw/editions/w-{year}", EDITION | {
                "edition.yaml": head,
                "companies.csv": "company,name_en,name_ru,name_kk,type,engagement,source_code\n"
                + "".join(f"{c},{c},,,platform,answered,\n" for c in state),
                "services.csv": EDITION["services.csv"].split("\n")[0] + "\n" + "\n".join(services) + "\n",
                "answers.csv": EDITION["answers.csv"].split("\n")[0] + "\n",
                "sources.csv": EDITION["sources.csv"].split("\n")[0] + "\n",
            })  # fmt: skip
        write(root / "raw/lineage", {file: HEADS[file] + "".join(lines) for file, lines in self.lines.items()})


@pytest.mark.parametrize("seed", range(25 * (4 if THOROUGH else 1)))
def test_first_and_last_edition_are_matched_as_all_editions_between_them(tmp_path, seed):
    """In random, completely listed histories: the same thing under any name is compared, and a thing that came from a
    different one is a part of it."""
    world = World(seed)
    for _ in range(2 + seed % 3):
        world.turn()
    world.write(tmp_path)
    found = editions.load(Project(tmp_path))
    assert [str(p) for e in found for p in e.problems if "lineage" in p.file] == []
    for i, before in enumerate(found):
        for j in range(i + 1, len(found)):
            pair = pair_of(before.lineage.rows, Methodologies(Project(tmp_path)), before, found[j])
            rows = [(was, "", now, "", kind) for was, now, kind, _ in pair.companies]
            rows += [(*place[:4], kind) for *place, kind, _ in pair.services if "group" not in place]
            was, now = world.units(i), world.units(j)
            same = {((a, b), (c, d)) for a, b, c, d, kind in rows if kind in ("same", "renamed")}
            assert same == {(p, q) for p, e in was.items() for q, f in now.items() if e == f}
            kinds = {}
            for a, b, c, d, kind in rows:
                assert kind != "unlisted", (a, b, c, d)
                kinds.setdefault(("was", a, b) if a else None, set()).add(kind)
                kinds.setdefault(("now", c, d) if c else None, set()).add(kind)
            for place, entity in now.items():
                if entity not in was.values():
                    parted = world.descends(entity, set(was.values()), j)
                    assert kinds["now", *place] <= ({"split", "merged"} if parted else {"new"}), place
            for place, entity in was.items():
                if entity not in now.values():
                    assert kinds["was", *place] <= {"split", "merged", "gone"}, place
