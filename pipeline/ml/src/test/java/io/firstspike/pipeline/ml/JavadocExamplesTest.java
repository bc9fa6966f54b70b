package io.firstspike.pipeline.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.ml.classification.SpikingClassifierModel;
import io.firstspike.testkit.TrainedModels;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.flink.ml.builder.PipelineModel;
import org.apache.flink.ml.common.datastream.TableUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles and runs the examples in the Javadoc of stages and functions. */
@Tag("slow")
public class JavadocExamplesTest {

  private static final Path SOURCES = Path.of("src/main/java/io/firstspike/pipeline/ml");
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\n(.*?)\n \\* }</pre>", Pattern.DOTALL);
  private static final Pattern TABLE = Pattern.compile("Table(?:\\[])? (\\w+) =");

  @TempDir private Path folder;

  /** Stages and functions with an example; the other examples in this module are SQL. */
  static Stream<Path> stages() throws IOException {
    List<Path> stages;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      stages = files.filter(JavadocExamplesTest::hasExample).sorted().toList();
    }
    assertThat(stages).hasSizeGreaterThan(9);
    return stages.stream();
  }

  private static boolean hasExample(Path file) {
    String folder = file.getParent().getFileName().toString();
    boolean java =
        List.of("feature", "classification", "evaluation").contains(folder)
            || file.getFileName().toString().startsWith("Snn");
    return java && read(file).contains("<pre>{@code\n");
  }

  @ParameterizedTest
  @MethodSource("stages")
  void theExampleRuns(Path stage) throws Exception {
    Matcher example = EXAMPLE.matcher(read(stage));
    assertThat(example.find()).isTrue();
    String code = example.group(1).replaceAll("(?m)^ \\* ?", "");

    Class<?> compiled = compile(program(code));
    compiled.getMethod("run", Path.class).invoke(null, folder);
  }

  /** A program whose variables are those that the examples use. */
  private static String program(String code) {
    StringBuilder runs = new StringBuilder();
    Matcher tables = TABLE.matcher(code);
    while (tables.find()) {
      runs.append("JavadocExamplesTest.runs(").append(tables.group(1)).append(");\n");
    }
    return """
        package io.firstspike.pipeline.ml;
        import static org.apache.flink.table.api.Expressions.$;
        import io.firstspike.engine.spec.NetworkSpec;
        import io.firstspike.pipeline.ml.classification.*;
        import io.firstspike.pipeline.ml.evaluation.*;
        import io.firstspike.pipeline.ml.feature.*;
        import io.firstspike.pipeline.ml.function.*;
        import java.nio.file.Path;
        import java.util.List;
        import org.apache.flink.ml.builder.Pipeline;
        import org.apache.flink.ml.builder.PipelineModel;
        import org.apache.flink.ml.servable.api.DataFrame;
        import org.apache.flink.ml.servable.builder.PipelineModelServable;
        import org.apache.flink.table.api.Table;
        import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
        public class Example {
          public static void run(Path folder) throws Exception {
            StreamTableEnvironment tEnv = DigitTables.environment();
            Table digits = JavadocExamplesTest.digits(tEnv);
            %s
            %s
            %s
          }
        }
        """
        .formatted(variables(code), code, runs);
  }

  /** The variables that only some examples use. */
  private static String variables(String code) {
    StringBuilder variables = new StringBuilder();
    if (code.contains("file")) {
      variables.append("String file = JavadocExamplesTest.modelFile(folder);\n");
    }
    if (code.contains("saved")) {
      variables.append("String saved = JavadocExamplesTest.savedPipeline(folder);\n");
      variables.append("DataFrame images = DigitFrames.of(JavadocExamplesTest.DIGITS);\n");
    }
    if (code.contains("tables.")) {
      variables.append("StreamTableEnvironment tables = tEnv;\n");
      variables.append("Table frames = digits.select($(\"number\").as(\"id\"), $(\"image\"));\n");
      variables.append("tables.createTemporaryView(\"frames\", frames);\n");
    }
    return variables.toString();
  }

  /** The digits of the examples. */
  public static final Dataset DIGITS = MnistSample.train().slice(0, 80);

  /** Some digits. Public as the compiled example has a class loader of its own. */
  public static Table digits(StreamTableEnvironment environment) {
    return DigitTables.of(environment, DIGITS);
  }

  /** A model file. */
  public static String modelFile(Path folder) {
    Path file = folder.resolve("digits.fspk");
    ModelFile.write(file, TrainedModels.trained(20));
    return file.toString();
  }

  /** A pipeline that {@code PipelineModel.save} has written. */
  public static String savedPipeline(Path folder) throws Exception {
    String saved = folder.resolve("pipeline").toString();
    StreamTableEnvironment environment = DigitTables.environment();
    SpikingClassifierModel stage =
        SpikingClassifierModel.of(environment, TrainedModels.trained(20));
    new PipelineModel(List.of(stage)).save(saved);
    TableUtils.getExecutionEnvironment(environment).execute();
    return saved;
  }

  /** Runs the jobs of tables, which must have rows. */
  public static void runs(Table... tables) {
    for (Table table : tables) {
      assertThat(DigitTables.rows(table)).isNotNull();
    }
  }

  private Class<?> compile(String program) throws Exception {
    Path source = Files.writeString(folder.resolve("Example.java"), program);
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path")),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
            .call();
    assertThat(compiled).as(program + messages).isTrue();
    return new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, JavadocExamplesTest.class.getClassLoader())
        .loadClass("io.firstspike.pipeline.ml.Example");
  }

  private static String read(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
