"""Reads our logs and drawings by pm4py: logs are replayed on the drawings, and pm4py says which definitions are sound."""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pm4py
from pm4py.objects.petri_net.utils.reduction import apply_fsp_rule

PROGRAM = os.environ["BIHUAN_PROGRAM"]
COUNTY = os.environ["BIHUAN_COUNTY"]
WORKFLOWS = Path(__file__).parents[2] / "workflows"
NAMES = ["dispute", "review", "petition", "service", "police"]
# What our check calls it where a definition is unsound for its arrows alone, whatever its conditions, seats and limits.
UNSOUND = {"unreachable-state", "unusable-transition", "no-end", "stuck"}
GENERATED = 120
REDIRECTED = 12


def bihuan(*arguments: object, answers: tuple = (0,)) -> str:
    command = [PROGRAM, "--lang", "en", *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode in answers, (command, run.returncode, run.stderr)
    return run.stdout


def export(folder: Path, name: str, *arguments: object) -> Path:
    path = folder / name
    form = path.suffix[1:]
    bihuan("export", "--everything", "--format", form, "--folder", COUNTY, "--output", path, *arguments)
    return path


def net(file: Path, to: Path) -> tuple:
    bihuan("workflow", "draw", file, "--as", "bpmn", "--output", to, answers=(0, 1))
    return pm4py.convert_to_petri_net(pm4py.read_bpmn(str(to)))


def joined(drawn: tuple) -> tuple:
    """The net without the silent step that pm4py leaves inside a gateway. Its replay looks for a task of the name that is
    enabled now, and before that step none is; where several tasks bear one name, it would then take any of them."""
    apply_fsp_rule(*drawn)
    return drawn


def is_sound(drawn: tuple) -> bool:
    sound, _ = pm4py.check_soundness(*drawn)
    return bool(sound)


def replays(folder: Path) -> tuple[int, int, int]:
    """Fitness of the logs of each workflow on its drawing; how many cases have ended, are open, and have how many events."""
    ended = opened = events = 0
    for name in NAMES:
        drawn = net(WORKFLOWS / name / "v1.yaml", folder / f"{name}.bpmn")
        assert is_sound(drawn), f"{name} is sound"
        for state in ("--ended", "--open"):
            path = export(folder, f"{name}{state}.xes", "--workflow", name, state)
            if "<trace>" not in path.read_text(encoding="utf-8"):
                continue
            log = pm4py.read_xes(str(path))
            strays = log[~log["case:drawn"].astype(bool)]["case:concept:name"].nunique()
            assert strays * 20 <= log["case:concept:name"].nunique(), f"{strays} cases of {name} leave the drawing"
            log = log[log["case:drawn"].astype(bool)]
            assert set(log["case:workflow"]) == {name}
            whole = pm4py.fitness_alignments(log, *drawn) if state == "--ended" else None
            # Its `log_fitness` counts silent steps as a cost, however small; what an alignment leaves out is in the other two.
            assert whole is None or (whole["averageFitness"], whole["percFitTraces"]) == (1.0, 100.0), whole
            told = pm4py.conformance_diagnostics_token_based_replay(log, *joined(drawn))
            # What an open case lacks is the one token that would end it.
            lacks = 0 if state == "--ended" else 1
            wrong = [case for case in told if case["missing_tokens"] > lacks or case["transitions_with_problems"]]
            assert not wrong, wrong[0]
            if state == "--ended":
                fitness = pm4py.fitness_token_based_replay(log, *drawn)
                assert fitness["log_fitness"] == 1.0 and fitness["percentage_of_fitting_traces"] == 100.0, fitness
                ended += len(told)
            else:
                opened += len(told)
            events += len(log)
    return ended, opened, events


def objects(folder: Path) -> tuple[int, int]:
    """The object-centric log is read, is consistent, and holds what the other holds."""
    path = export(folder, "all.ocel")
    plain = json.loads(path.read_text(encoding="utf-8"))
    known = {thing["id"] for thing in plain["objects"]}
    assert len(known) == len(plain["objects"]), "no object twice"
    assert len({event["id"] for event in plain["events"]}) == len(plain["events"]), "no event twice"
    meant = [x["objectId"] for thing in plain["events"] + plain["objects"] for x in thing["relationships"]]
    assert set(meant) <= known, "every relationship leads somewhere"
    json_path = path.rename(path.with_suffix(".json"))
    log = pm4py.read_ocel2_json(str(json_path))
    assert set(pm4py.ocel_get_object_types(log)) >= {"case", "unit"}
    assert len(log.events) == len(plain["events"]) and len(log.objects) == len(plain["objects"])
    traces = pm4py.read_xes(str(export(folder, "all.xes")))
    assert len(traces) == len(plain["events"])
    assert traces["case:concept:name"].nunique() == sum(thing["type"] == "case" for thing in plain["objects"])
    flat = pm4py.ocel_flattening(log, "case")
    assert sorted(flat["concept:name"]) == sorted(traces["concept:name"])
    return len(log.events), len(log.objects)


def names_nobody(folder: Path) -> None:
    """No id, number or word of a case, no person and no unit of the directory is in a log."""
    records = export(folder, "all.jsonl")
    hidden = set()
    for line in records.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        hidden |= {record["case"], record["number"]} | {text["words"] for text in record["contents"] if len(text["words"]) > 3}
        for event in record["events"]:
            hidden |= {event["hash"]} | set(people(json.loads(event["body"])))
    assert len(hidden) > 100
    for name in ("all.xes", "all.json"):
        text = (folder / name).read_text(encoding="utf-8")
        found = [word for word in hidden if word in text]
        assert not found, (name, found[:3])


def people(value: object):
    """All persons and all ids in the body of an event."""
    if isinstance(value, dict):
        if isinstance(value.get("person"), str):
            yield value["person"]
        for below in value.values():
            yield from people(below)
    elif isinstance(value, list):
        for below in value:
            yield from people(below)
    elif isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
        yield value


def generated(seed: int) -> dict:
    """A definition of arrows alone: one clerk may do everything, nothing is conditional; sound or not, as it comes."""
    chance = random.Random(seed)
    count = chance.randint(2, 7)
    states = [f"s{index}" for index in range(count)]
    ends = {state for state in states[1:] if chance.random() < 0.35} or ({states[-1]} if chance.random() < 0.9 else set())
    named = {"zh": "名", "en": "name"}
    arrows = []
    # A way through all states, with gaps now and then, and arrows back and across.
    for index in range(count - 1):
        if chance.random() < 0.93:
            arrows.append((states[chance.randint(0, index)], states[index + 1]))
    for _ in range(chance.randint(0, count)):
        arrows.append((chance.choice(states), chance.choice([*states, None])))
    for state in states:
        if state not in ends and chance.random() < 0.8 and ends:
            arrows.append((state, chance.choice(sorted(ends))))
    transitions = {}
    for index, (start, to) in enumerate(arrows):
        stays = to is None or to == start
        body = {"verb": "record" if stays else "advance", "label": named, "from": [start], "by": ["clerk@center"],
                "backwards": "return"}
        if stays:
            del body["backwards"]
        else:
            body["to"] = to
        transitions[f"t{index}"] = body
    reason = {"zh": "无", "en": "none"}
    shape = lambda state: {"name": named, "stage": "screen", "holder": "center", "no_limit": reason, "end": state in ends}
    return {"workflow": f"made_{seed}", "version": 1, "sources": {}, "outcomes": {"done": {"name": named}}, "limits": {},
            "name": named, "summary": named, "jurisdiction": "421281", "initial": "s0",
            "filing": {"by": ["clerk"]},
            "states": {state: shape(state) for state in states}, "transitions": transitions}


def codes(file: Path) -> set:
    """What our check finds."""
    checked = bihuan("workflow", "check", "--no-scenarios", "--format", "json", file, answers=(0, 1))
    return {finding["code"] for finding in json.loads(checked)["findings"]}


def verdicts(folder: Path) -> tuple[int, int]:
    """Our check and pm4py agree on each generated definition; how many are sound and how many are not."""
    sound = broken = 0
    for seed in range(GENERATED):
        file = folder / f"made_{seed}" / "v1.yaml"
        file.parent.mkdir()
        file.write_text(json.dumps(generated(seed), ensure_ascii=False), encoding="utf-8")
        found = codes(file)
        ours, theirs = not found & UNSOUND, is_sound(net(file, file.with_suffix(".bpmn")))
        assert ours == theirs, (seed, sorted(found), theirs)
        sound, broken = sound + ours, broken + (not ours)
    return sound, broken


def redirected(folder: Path) -> tuple[int, int]:
    """Shipped definitions with one arrow led elsewhere. Our check asks for more than arrows, so that it refuses whatever pm4py
    calls unsound, but not only that; how many pm4py calls so, of how many."""
    chance, unsound = random.Random(7), 0
    for name in NAMES:
        text = (WORKFLOWS / name / "v1.yaml").read_text(encoding="utf-8")
        arrows = list(re.finditer(r"(?<=\bto: )[a-z_]+$", text, re.MULTILINE))
        for number in range(REDIRECTED):
            file = folder / str(number) / name / "v1.yaml"
            file.parent.mkdir(parents=True)
            arrow, to = chance.choice(arrows), chance.choice(arrows)[0]
            file.write_text(text[:arrow.start()] + to + text[arrow.end():], encoding="utf-8")
            if not is_sound(net(file, file.with_suffix(".bpmn"))):
                unsound += 1
                assert codes(file) & {*UNSOUND, "unusable-here"}, (name, arrow[0], to)
    return unsound, REDIRECTED * len(NAMES)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ended, opened, events = replays(folder)
        assert ended > 20, "some cases of the county have ended"
        all_events, all_objects = objects(folder)
        names_nobody(folder)
        sound, broken = verdicts(folder)
        assert min(sound, broken) > GENERATED // 5, (sound, broken)
        unsound, led_elsewhere = redirected(folder)
        assert unsound > 0, "some arrow led elsewhere leaves a state unreached"
    print(f"verdict: {ended} ended cases fit their drawings, {opened} open ones so far, by {events} events; "
          f"{all_events} events on {all_objects} objects; the same word on {sound} sound and {broken} broken definitions; "
          f"{unsound} of {led_elsewhere} shipped ones with an arrow led elsewhere are unsound and refused")
    return 0


if __name__ == "__main__":
    sys.exit(main())
