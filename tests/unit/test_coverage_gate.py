from coverage_gate import perfect_files, shortfalls


def figures(*, lines=(), branches=()):
    return {"missing_lines": list(lines), "missing_branches": [list(pair) for pair in branches]}


def test_each_gap_is_named():
    missing = figures(lines=[3, 9, 10, 11], branches=[(3, 4), (5, 7), (6, -1), (8, 9)])
    report = {"files": {"src/a.py": missing, "src/b.py": figures()}}
    assert shortfalls(report, ["src/a.py", "src/b.py"]) == [
        "src/a.py:3: never run",
        "src/a.py:9-11: never run",
        "src/a.py:5: never went to line 7",
        "src/a.py:6: never went out of the function",
    ]


def test_a_file_outside_the_gate_may_have_gaps():
    assert shortfalls({"files": {"src/a.py": figures(lines=[3])}}, []) == []


def test_a_file_that_was_not_measured_is_a_gap():
    assert shortfalls({"files": {}}, ["src/a.py"]) == ["src/a.py: not measured at all"]


def test_paths_of_windows_are_the_same_files():
    assert shortfalls({"files": {"src\\a.py": figures(lines=[1])}}, ["src/a.py"]) == ["src/a.py:1: never run"]


def test_patterns_find_their_files_and_idle_ones_are_told(tmp_path):
    rules = tmp_path / "src" / "landlord_desktop" / "rules"
    rules.mkdir(parents=True)
    (rules / "money.py").write_text("", encoding="utf-8")
    files, idle = perfect_files(tmp_path, ("rules/*.py", "services/posting*.py"))
    assert files == ["src/landlord_desktop/rules/money.py"]
    assert idle == ["services/posting*.py"]
