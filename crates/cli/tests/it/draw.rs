//! `workflow draw`.

use crate::support::{Folder, shipped};

#[test]
fn each_form_is_drawn_in_each_language() {
    let folder = Folder::new("draw");
    folder.write("service/v1.yaml", shipped("service/v1.yaml"));
    let draw = |form, language| {
        let run = folder.english(&[
            "workflow",
            "draw",
            "service/v1.yaml",
            "--as",
            form,
            "--lang",
            language,
        ]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{form}");
        run.out
    };
    assert!(draw("svg", "zh").starts_with("<svg") && draw("svg", "zh").ends_with("</svg>\n"));
    assert!(
        draw("mermaid", "en").starts_with("stateDiagram-v2")
            || draw("mermaid", "en").contains("stateDiagram-v2")
    );
    assert!(draw("bpmn", "zh").contains("<process id=\"process\" name=\"民生诉求 v1\""));
    assert!(draw("bpmn", "en").ends_with("</definitions>\n"));
    assert!(draw("markdown", "zh").starts_with("# 民生诉求"));
    assert!(draw("markdown", "en").starts_with("# Public service request"));
}

#[test]
fn a_drawing_goes_to_the_file_named() {
    let folder = Folder::new("draw_file");
    folder.write("service/v1.yaml", shipped("service/v1.yaml"));
    let run = folder.english(&["workflow", "draw", "service/v1.yaml", "--output", "service.svg"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    assert!(folder.read("service.svg").contains("</svg>"));
    folder.write("service.svg", "somebody's own");
    let again = folder.english(&["workflow", "draw", "service/v1.yaml", "--output", "service.svg"]);
    assert_eq!(again.code, 3);
    assert!(again.err.contains("nothing is overwritten"), "{}", again.err);
    assert_eq!(folder.read("service.svg"), "somebody's own");
}

#[test]
fn a_faulty_workflow_is_drawn_with_a_note_and_the_answer_no() {
    let folder = Folder::new("draw_faulty");
    folder.write(
        "service/v1.yaml",
        shipped("service/v1.yaml").replacen("to: studying", "to: nowhere", 1),
    );
    let run = folder.english(&["workflow", "draw", "service/v1.yaml"]);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("<svg") && run.err.contains("is faulty"), "{}", run.err);
}

#[test]
fn the_drawings_in_the_documentation_show_the_shipped_workflow() {
    let folder = Folder::new("draw_docs");
    folder.write("service/v1.yaml", shipped("service/v1.yaml"));
    for language in ["zh", "en"] {
        let drawn =
            folder.english(&["workflow", "draw", "service/v1.yaml", "--lang", language]).out;
        let kept = shipped(&format!("../docs/drawings/service.{language}.svg"));
        assert!(
            drawn == kept,
            "draw it anew: bihuan --lang {language} workflow draw workflows/service/v1.yaml --output \
             docs/drawings/service.{language}.svg"
        );
    }
}
