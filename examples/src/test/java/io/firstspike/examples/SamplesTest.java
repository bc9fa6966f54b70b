package io.firstspike.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.spec.NetworkSpec;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the Java samples of the README and the programs of the tutorial as they stand. */
class SamplesTest {

  private static final Path TOP = Path.of("..");
  private static final Path TUTORIAL = TOP.resolve("docs/tutorial");
  private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** What the README leaves to the reader: imports, and values whose names say what they are. */
  private static final String HEAD =
      """
      import io.firstspike.connectors.topic.*;
      import io.firstspike.engine.backend.*;
      import io.firstspike.engine.encode.*;
      import io.firstspike.engine.exchange.*;
      import io.firstspike.engine.filter.*;
      import io.firstspike.engine.learning.*;
      import io.firstspike.engine.model.*;
      import io.firstspike.engine.network.*;
      import io.firstspike.engine.spec.*;
      import io.firstspike.engine.spike.*;
      import io.firstspike.engine.stimulus.*;
      import io.firstspike.pipeline.ml.classification.*;
      import io.firstspike.pipeline.stream.flow.*;
      import java.nio.file.Path;
      import java.util.List;
      import org.apache.flink.api.connector.sink2.Sink;
      import org.apache.flink.streaming.api.datastream.DataStream;
      import org.apache.flink.table.api.Table;

      abstract class Sample%d {
        Network network; NetworkSpec spec; Classifier classifier; Learner learner; int right;
        Image image; byte[] pixels;
        DataStream<Frame> frames; DataStream<Label> labels; Sink<Prediction> yourSink;
        Table digits; Table others;
        %s images;

        void sample() throws Exception {
      %s
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void theSamplesOfTheReadmeCompile() throws IOException {
    Matcher samples = SAMPLE.matcher(Files.readString(TOP.resolve("README.md")));
    List<Path> sources = new ArrayList<>();
    while (samples.find()) {
      int number = sources.size();
      Path source = folder.resolve("Sample" + number + ".java");
      String images = samples.group(1).contains("workers.map") ? "List<Image>" : "LabelledImages";
      Files.writeString(source, HEAD.formatted(number, images, samples.group(1)));
      sources.add(source);
    }
    assertThat(sources).hasSizeGreaterThan(4);
    compile(sources);
  }

  @Test
  void theProgramsOfTheTutorialCompile() throws IOException {
    try (Stream<Path> files = Files.list(TUTORIAL)) {
      List<Path> programs = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(programs).hasSize(2);
      compile(programs);
    }
  }

  @Test
  void theSpecOfTheTutorialIsValid() {
    assertThat(NetworkSpec.load(TUTORIAL.resolve("parts.yaml").toString()).decision().hasRoom())
        .isTrue();
  }

  private void compile(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(
                  errors, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(errors.toString()).isTrue();
    }
  }
}
