package io.firstspike.pipeline.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Draws the pictures of docs/architecture.md from the code and compares them with the page. */
class ArchitecturePageTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "architecture.md");
  private static final String ROOT = "io.firstspike.";

  /** The most classes a label may pass on its way to a weight. */
  private static final int MOST_ROOMS = 10;

  /** Modules by the beginnings of their packages; the longest one that fits holds. */
  private static final List<String> MODULES =
      List.of(
          "engine",
          "engine.nir",
          "engine.onnx",
          "engine.stepped",
          "engine.vector",
          "connectors",
          "pipeline.local",
          "pipeline.ml",
          "pipeline.stream",
          "pipeline.app");

  /** Classes that a frame passes; "~" before one that comes by the stream, not by a call. */
  private static final List<String> FRAME =
      List.of(
          "pipeline.stream.reading.ProgressSource",
          "~pipeline.stream.frame.DecodeFrames",
          "~pipeline.stream.frame.EncodeFrames",
          "~pipeline.stream.learner.LearnerOperator",
          "pipeline.stream.learner.Session",
          "pipeline.stream.learner.KeyedLearner",
          "engine.learning.Learner",
          "engine.network.Decider",
          "engine.layer.DecisionNeurons");

  private static final List<String> LABEL =
      List.of(
          "pipeline.stream.reading.ProgressSource",
          "~pipeline.stream.frame.DecodeLabels",
          "~pipeline.stream.learner.LearnerOperator",
          "pipeline.stream.learner.Session",
          "pipeline.stream.learner.KeyedLearner",
          "engine.learning.Learner",
          "engine.learning.DecisionLearning",
          "engine.learning.DeltaLearning",
          "engine.learning.Synapses",
          "engine.layer.LayerWeights");

  private static JavaClasses classes;
  private static String page;

  @BeforeAll
  static void read() throws IOException {
    classes =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages("io.firstspike");
    page = Files.readString(PAGE);
  }

  @Test
  void theWalkOfAFrameIsThatOfTheCode() {
    assertThat(page).contains(walk(FRAME));
  }

  @Test
  void theWalkOfALabelIsThatOfTheCode() {
    assertThat(LABEL).hasSizeLessThanOrEqualTo(MOST_ROOMS);
    assertThat(page).contains(walk(LABEL));
  }

  @Test
  void modulesDependAsDrawn() {
    Set<String> edges = new TreeSet<>();
    for (JavaClass one : classes) {
      for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
        String from = module(one.getPackageName());
        String to = module(dependency.getTargetClass().getPackageName());
        if (!from.isEmpty() && !to.isEmpty() && !from.equals(to)) {
          edges.add("  " + node(from) + " --> " + node(to));
        }
      }
    }
    assertThat(page).contains(mermaid("TD", new ArrayList<>(edges)));
  }

  private static String module(String name) {
    return MODULES.stream()
        .filter(module -> (name + ".").startsWith(ROOT + module + "."))
        .reduce((shorter, longer) -> longer)
        .orElse("");
  }

  private static String node(String module) {
    return module.replace('.', '-');
  }

  /** Each class knows the next, or the job has put the two beside each other. */
  private static String walk(List<String> rooms) {
    List<String> lines = new ArrayList<>();
    for (String room : rooms) {
      String name = room.replace("~", "");
      String simple = name.substring(name.lastIndexOf('.') + 1);
      String where = name.substring(0, name.lastIndexOf('.'));
      lines.add("  " + simple + "[\"" + simple + "<br/>" + where + "\"]");
    }
    for (int i = 1; i < rooms.size(); i++) {
      String from = rooms.get(i - 1).replace("~", "");
      boolean streamed = rooms.get(i).startsWith("~");
      String to = rooms.get(i).replace("~", "");
      if (streamed) {
        assertThat(knownToTheJob()).contains(ROOT + from, ROOT + to);
      } else {
        assertThat(known(from)).as(from).contains(ROOT + to);
      }
      lines.add(
          "  "
              + from.substring(from.lastIndexOf('.') + 1)
              + (streamed ? " -. stream .-> " : " --> ")
              + to.substring(to.lastIndexOf('.') + 1));
    }
    return mermaid("TD", lines);
  }

  private static Set<String> knownToTheJob() {
    Set<String> known = known("pipeline.stream.job.LearningJob");
    known.addAll(known("pipeline.stream.flow.LearningTopology"));
    return known;
  }

  /** Top-level classes that a class refers to. */
  private static Set<String> known(String name) {
    Set<String> known = new LinkedHashSet<>();
    for (Dependency dependency : classes.get(ROOT + name).getDirectDependenciesFromSelf()) {
      known.add(dependency.getTargetClass().getName().replaceFirst("\\$.*", ""));
    }
    return known;
  }

  private static String mermaid(String direction, List<String> lines) {
    return "```mermaid\nflowchart "
        + direction
        + "\n"
        + lines.stream().collect(joining("\n"))
        + "\n```";
  }
}
