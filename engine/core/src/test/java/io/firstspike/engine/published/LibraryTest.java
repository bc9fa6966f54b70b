package io.firstspike.engine.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine as others get it: its jar and its poms in a repository, and a project with the
 * README's dependency and sample, and nothing else.
 */
@Tag("slow")
class LibraryTest {

  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void one_dependency_suffices_for_the_sample_of_the_README() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String chapter = readme.substring(readme.indexOf("\n## As a library\n"));
    String dependency = block(chapter, "xml");
    String sample = block(chapter, "java");
    Path repository = folder.resolve("repository");
    publish(version(dependency), repository);
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.writeString(project.resolve("pom.xml"), PROJECT.formatted(dependency));
    Path source = project.resolve("src/main/java/Sample.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, PROGRAM.formatted(sample.indent(4)));

    maven(project, repository);

    String classes = project.resolve("target/classes") + File.pathSeparator;
    String libraries = Files.readString(project.resolve("libraries.txt")).strip();
    assertThat(libraries).doesNotContain("/kafka", "/flink", "/org/junit");
    run(project, List.of(java(), "-cp", classes + libraries, "Sample"));
    assertThat(project.resolve("digits.fspk")).isNotEmptyFile();
  }

  /** Lays jar and poms out as a repository does, as the build has made them. */
  private static void publish(String version, Path repository) throws IOException {
    Path group = repository.resolve("io/firstspike");
    Path engine = ROOT.resolve("engine");
    put(ROOT.resolve("target/.flattened-pom.xml"), group, "firstspike", version, ".pom");
    put(engine.resolve("target/.flattened-pom.xml"), group, "firstspike-engine", version, ".pom");
    String name = "firstspike-engine-core";
    Path made = engine.resolve("core/target");
    put(made.resolve(".flattened-pom.xml"), group, name, version, ".pom");
    put(made.resolve(name + "-" + version + ".jar"), group, name, version, ".jar");
  }

  private static void put(Path file, Path group, String name, String version, String ending)
      throws IOException {
    Path place = Files.createDirectories(group.resolve(name).resolve(version));
    Files.copy(file, place.resolve(name + "-" + version + ending));
  }

  /** Compiles the project; what others have made is where this build got it. */
  private static void maven(Path project, Path repository) throws Exception {
    Path others = Path.of(System.getProperty("localRepository"));
    run(
        project,
        List.of(
            ROOT.resolve("mvnw").toString(),
            "-B",
            "-q",
            "-o",
            "-Dmaven.repo.local=" + repository,
            "-Dmaven.repo.local.tail=" + others,
            "-Dmaven.repo.local.tail.ignoreAvailability=true",
            "compile",
            "dependency:build-classpath",
            "-Dmdep.outputFile=libraries.txt"));
  }

  private static void run(Path folder, List<String> command) throws Exception {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Of the Maven that runs this test: not for another project.
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String block(String chapter, String language) {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(chapter);
    assertThat(block.find()).as("a block of " + language).isTrue();
    return block.group(1);
  }

  private static String version(String dependency) {
    Matcher version = Pattern.compile("<version>(.*)</version>").matcher(dependency);
    assertThat(version.find()).isTrue();
    return version.group(1);
  }

  private static final String PROJECT =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>org.example</groupId>
        <artifactId>stranger</artifactId>
        <version>1</version>
        <properties>
          <maven.compiler.release>17</maven.compiler.release>
          <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        </properties>
        <dependencies>
      %s
        </dependencies>
        <build>
          <plugins>
            <plugin>
              <artifactId>maven-resources-plugin</artifactId>
              <version>3.3.1</version>
            </plugin>
            <plugin>
              <artifactId>maven-compiler-plugin</artifactId>
              <version>3.14.0</version>
            </plugin>
            <plugin>
              <artifactId>maven-dependency-plugin</artifactId>
              <version>3.8.1</version>
            </plugin>
          </plugins>
        </build>
      </project>
      """;

  /** The sample, with a few made-up digits: its own imports, so that it is what others write. */
  private static final String PROGRAM =
      """
      import io.firstspike.engine.learning.Learner;
      import io.firstspike.engine.learning.Trainer;
      import io.firstspike.engine.learning.TrainingListener;
      import io.firstspike.engine.model.ModelFile;
      import io.firstspike.engine.network.Classifier;
      import io.firstspike.engine.network.Decision;
      import io.firstspike.engine.spec.NetworkSpec;
      import io.firstspike.engine.stimulus.Image;
      import io.firstspike.engine.stimulus.LabelledImages;
      import java.nio.file.Path;
      import java.util.Random;

      class Sample {
        public static void main(String[] args) throws Exception {
          byte[] pixels = new byte[28 * 28];
          new Random(1).nextBytes(pixels);
          LabelledImages images = new LabelledImages() {
            @Override public int size() {
              return 20;
            }

            @Override public Image image(int index) {
              return Image.grey(28, 28, pixels);
            }

            @Override public String label(int index) {
              return String.valueOf(index %% 10);
            }
          };
      %s
        }
      }
      """;
}
