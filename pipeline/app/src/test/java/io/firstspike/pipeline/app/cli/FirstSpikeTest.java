package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.submit.Submit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.client.program.ProgramInvocationException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstSpikeTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "serve",
        "sql",
        "replay",
        "broker",
        "cluster",
        "cluster start",
        "cluster submit",
        "cluster status",
        "cluster savepoint",
        "cluster cancel",
        "cluster kill-taskmanager",
        "cluster stop",
        "train",
        "evaluate",
        "classify",
        "inspect",
        "weights",
        "weights export",
        "weights import",
        "view",
        "view features",
        "view raster",
        "view activity",
        "view confusion",
        "view curve",
        "view windows",
        "doctor"
      })
  void every_command_explains_itself(String command) {
    Cli help = Cli.run((command + " --help").split(" "));

    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: firstspike " + command).doesNotContain("${");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void help_lists_every_command() {
    assertThat(Cli.run("--help").out())
        .contains(
            "demo",
            "run",
            "serve",
            "sql",
            "replay",
            "broker",
            "cluster",
            "train",
            "evaluate",
            "classify",
            "inspect",
            "weights",
            "view",
            "doctor",
            "bench");
  }

  @Test
  void version_is_that_of_the_models_it_writes() {
    assertThat(Cli.run("--version").out()).contains(Provenance.SOFTWARE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          | which command?
          bogus | Unmatched argument at index 0: 'bogus'
          train --bogus | Unknown option: '--bogus'
          train --schedule S1 | should be in KEY=VALUE
          train --schedule S9=1 | the feature layers are [S1]
          train --network no-such-network | no such file
          train --network firstspike-2062 | did you mean firstspike-2026?
          train --network mozafari-2019 --schedule s1=1 | the feature layers are [S1, S2]: did you mean S1?
          train --max-weights 0 | --max-weights is 0, must be 1 to 260,000,000
          train --max-weights 1000 | weights in all, more than the limit of 1,000: take fewer maps
          run --max-weights 1000 | weights in all, more than the limit of 1,000: take fewer maps
          demo --max-weights 1000 | weights in all, more than the limit of 1,000: take fewer maps
          weights import --network mozafari-2019 --weights x --model-out y --max-weights 9 | the limit of 9:
          evaluate --model x --max-weights 0 | --max-weights is 0
          view features x --out y.png --max-weights 0 | --max-weights is 0
          serve --model-in x --max-weights 0 | --max-weights is 0
          train --data /no/such/folder | --data /no/such/folder is no folder
          train --passes -1 | --passes is -1, must be 0 to 1,000,000
          train --threads 0 | --threads is 0, must be 1 to 1,024
          train --model-out /no/such/folder/m | there is no folder /no/such/folder
          train --report /no/such/folder/r | there is no folder /no/such/folder
          train --model-in /no/such/model | does not exist
          train --model-in x --seed 2 | brings its own network and seed
          evaluate | Missing required option: '--model=FILE'
          replay --label-delay soon | no span of time
          replay --labels nowhere | is not topic, header or none
          train --images 3000000000 | option '--images': '3000000000' is not a whole number up to 2,147,483,647
          run --max-weights 12x | option '--max-weights': '12x' is not a whole number (see
          replay --order by-colour | is none of as-is, shuffled, by-class
          replay --order shuffled --classes-per-task 2 | --classes-per-task is for --order by-class
          replay --order by-class --classes-per-task 0 | --classes-per-task is 0, must be 1 to
          replay --order by-class --classes-per-task 10 | only 10 classes
          replay --drift turned --drift-every 9 | is none of permuted-labels, rotated, inverted
          replay --drift rotated | --drift rotated needs --drift-every
          replay --drift-every 9 | --drift-every needs --drift
          replay --drift-recurring | --drift-recurring needs --drift
          replay --drift noisy --drift-every 0 | --drift-every is 0, must be 1 to
          replay --drift noisy --drift-every 9 --drift-over 10 | --drift-over is 10, must be 0 to 9
          replay --drift permuted-labels --drift-every 1 --epochs 600 | are too many
          replay --label-share 1.5 | --label-share is 1.5, must be above 0
          replay --label-share 0.5 --labels none | leave one out
          replay --rate 1,5 | option '--rate': '1,5' is not a number such as 0.5
          replay --rate -1 | --rate is -1.0, must be 0 to 1,000,000
          replay --topic-prefix a/ | is no topic name
          replay --kafka-config /no/such/file | --kafka-config /no/such/file does not exist
          replay --bootstrap-servers localhost:1 --broker-timeout 1s | start one with
          run --bootstrap-servers localhost:1 --broker-timeout 1s | start one with
          run --parallelism 0 --metrics-every 0 | parallelism must be 1 to 128, not 0; metricsEveryFrames must be 1 to 2147483647, not 0
          run --delivery perhaps | is not at-least-once or exactly-once
          broker --port 99999 | --port is 99999, must be 0 to 65,535
          broker --partitions 0 | --partitions is 0, must be 1 to 1,024
          demo --epochs 0 | --epochs is 0, must be 1 to 100,000
          """)
  void bad_input_ends_with_one_line_and_code_2(String arguments, String message) {
    Cli ended = Cli.run(arguments == null ? new String[0] : arguments.split(" "));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.errorLines()).singleElement().asString().contains(message);
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void all_mistakes_of_a_spec_come_in_one_line() throws IOException {
    String yaml =
        """
        name: bad
        input: {height: 28, width: 28}
        encoding: {filters: [], steps: 0}
        features:
          - {name: S1, maps: 30, kernel: -1, stdp: {winners: -8}}
        """;
    Path spec = Files.writeString(folder.resolve("bad.yaml"), yaml);

    Cli ended = Cli.run("train", "--network", spec.toString());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.errorLines())
        .singleElement()
        .asString()
        .contains("encoding.steps is 0", "features[0].kernel is -1", "winners is -8");
  }

  @Test
  void a_damaged_model_is_named() throws IOException {
    Path file = folder.resolve("damaged.model");
    byte[] content = ModelFile.toBytes(untrained());
    content[content.length / 2] ^= 1;
    Files.write(file, content);

    Cli ended = Cli.run("evaluate", "--model", file.toString());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.errorLines())
        .singleElement()
        .asString()
        .contains(file.toString(), "damaged", "copy it again");
  }

  @Test
  void verbose_adds_the_stack_trace() {
    Cli ended = Cli.run("train", "--network", "no-such-network", "--verbose");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("SpecException", "at io.firstspike");
  }

  @Test
  void within_a_flink_client_bad_input_does_not_end_the_jvm() throws Exception {
    try (PackagedProgram program =
        PackagedProgram.newBuilder()
            .setEntryPointClassName(Submit.class.getName())
            .setArguments("run", "--metrics-every", "0")
            .build()) {
      Assertions.assertThatThrownBy(program::invokeInteractiveModeForExecution)
          .isInstanceOf(ProgramInvocationException.class)
          .hasStackTraceContaining("exit code 2");
    }
  }

  private static Model untrained() {
    NetworkSpec spec = NetworkSpec.load("mozafari-2019");
    Learner learner = Learner.fresh(spec, 1);
    return new Model(
        spec,
        new Provenance(Provenance.SOFTWARE, 1, "nothing", 0, 0),
        learner.progress(),
        learner.network().weights().toArrays());
  }
}
