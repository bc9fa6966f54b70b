package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.model.ModelFile;
import io.firstspike.testkit.SmallMnist;
import io.firstspike.testkit.TrainedModels;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command sql, with an embedded Flink. */
@Tag("slow")
class SqlTest {

  private static final String COUNT_FOREVER =
      "CREATE TABLE numbers (n INT) WITH ('connector' = 'datagen', 'rows-per-second' = '1');\n"
          + "CREATE TABLE nowhere (n INT) WITH ('connector' = 'blackhole');\n"
          + "INSERT INTO nowhere SELECT n FROM numbers;\n";

  @TempDir private Path folder;

  @Test
  void aScriptIsRunToItsEndAndTheFirstFailureNamesItsLine() throws Exception {
    Path model = folder.resolve("digits.fspk");
    ModelFile.write(model, TrainedModels.trained(240));
    String digit = HexFormat.of().formatHex(SmallMnist.png(TrainedModels.DIGITS.image(500)));
    String script =
        "CREATE TABLE nowhere (n INT) WITH ('connector' = 'blackhole');\n"
            + "EXECUTE STATEMENT SET BEGIN\n  INSERT INTO nowhere VALUES (1);\n"
            + "  INSERT INTO nowhere VALUES (2);\nEND;\n"
            + "SELECT ${answer} AS answer, SNN_LABEL(x'"
            + digit
            + "') AS label;\n"
            + "SELECT SNN_LABEL(7);\n";

    Cli sql =
        Cli.run("sql", file(script), "--model", model.toString(), "--define", "answer=40 + 2");

    assertThat(sql.out())
        .containsPattern("\\| +answer \\| +label \\|")
        .containsPattern("\\| +42 \\|");
    assertThat(sql.err()).contains("line 2: EXECUTE STATEMENT SET done");
    assertThat(sql.errorLines())
        .last()
        .asString()
        .contains("script.sql, line 7 (SELECT SNN_LABEL(7)): SNN_LABEL: argument image must be");
    assertThat(sql.code()).isEqualTo(2);
  }

  /** Each label has a neuron, of which the one that decides fires first. */
  @Test
  void aModelWhoseNeuronsFireManyTimesClassifiesAndEncodes() throws Exception {
    Path onnx = Path.of("..", "..", "engine/onnx/src/test/resources/io/firstspike/engine/onnx");
    String model = folder.resolve("cnn.fspk").toString();
    Cli.succeed(
        "convert",
        "--onnx",
        onnx.resolve("digits-cnn.onnx").toString(),
        "--calibrate",
        "sample",
        "--calibration-images",
        "100",
        "--compare",
        "1",
        "--out",
        model);
    String digit = "x'" + HexFormat.of().formatHex(SmallMnist.png(TrainedModels.DIGITS.image(500)));
    String label = TrainedModels.DIGITS.label(500);
    String script =
        "SELECT 'decided ' || SNN_LABEL(%s') AS label;\nSELECT 'first ' || CAST(`map` AS STRING)"
            + " AS first FROM LATERAL TABLE(SNN_ENCODE(%s')) WHERE latency = 0;\n";

    Cli sql = Cli.succeed("sql", file(script.formatted(digit, digit)), "--model", model);

    assertThat(sql.out()).contains("decided " + label, "first " + label);
  }

  @Test
  void whatNeverEndsIsStopped() throws Exception {
    try (CommandInBackground sql =
        new CommandInBackground("sql", file(COUNT_FOREVER + "SELECT 'then' AS x;"))) {
      sql.awaitOutput("then");
      Cli stopped = sql.stop();

      assertThat(stopped.code()).as(stopped.err()).isZero();
      assertThat(stopped.err()).contains("line 3: INSERT INTO nowhere runs on", "stopped");
    }
  }

  @Test
  void whatCannotBeginIsRefusedInOneLine() throws Exception {
    Cli unknown = Cli.run("sql", "clasify.sql");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.errorLines()).singleElement().asString().contains("classify.sql");

    Cli noModel = Cli.run("sql", file("SELECT 1"), "--model", folder.resolve("no").toString());
    assertThat(noModel.code()).isEqualTo(2);
    assertThat(noModel.errorLines()).singleElement().asString().contains("--model", "no");
  }

  @Test
  void aFlinkThatCannotStartNamesTheReasonAndItsFolder() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      String port = Integer.toString(taken.getLocalPort());

      Cli sql =
          Cli.run(
              "sql",
              file("SELECT 1;"),
              "--network",
              "mozafari-2018",
              "--set",
              "rest.bind-port=" + port);

      assertThat(sql.code()).isEqualTo(1);
      assertThat(sql.errorLines())
          .singleElement()
          .asString()
          .startsWith("firstspike failed: Flink cannot start: ")
          .contains(port, "(its temporary files are in " + System.getProperty("java.io.tmpdir"));
    }
  }

  @Test
  void theBrokerIsAskedBeforeAJobBegins() throws Exception {
    Path model = folder.resolve("digits.fspk");
    ModelFile.write(model, TrainedModels.trained(40));
    String[] away = {
      "sql", "classify.sql", "--bootstrap-servers", "localhost:1", "--broker-timeout", "1s"
    };

    Cli following = Cli.run(away);
    assertThat(following.code()).isEqualTo(2);
    assertThat(following.errorLines())
        .singleElement()
        .asString()
        .contains("no broker answers at localhost:1 within 1.00 s; start one", "--model");

    String[] fromFile = Arrays.copyOf(away, away.length + 2);
    fromFile[away.length] = "--model";
    fromFile[away.length + 1] = model.toString();
    Cli tables = Cli.run(fromFile);
    assertThat(tables.code()).isEqualTo(2);
    assertThat(tables.errorLines())
        .singleElement()
        .asString()
        .containsPattern("INTO predictions\\): table (frames|predictions): no broker answers at");
  }

  @Test
  void restartsAreToldWithTheirReasonAndTheLineOfTheirStatement() throws Exception {
    String fails = COUNT_FOREVER.replace("SELECT n", "SELECT 1 / (n - n)");

    Cli sql =
        Cli.run(
            "sql",
            file(fails),
            "--set",
            "restart-strategy.type=fixed-delay",
            "--set",
            "restart-strategy.fixed-delay.attempts=1",
            "--set",
            "restart-strategy.fixed-delay.delay=5s");

    assertThat(sql.err()).contains("line 3: restarts: ArithmeticException: / by zero");
    assertThat(sql.errorLines()).last().asString().contains("line 3 (INSERT INTO nowhere): / by");
    assertThat(sql.code()).isEqualTo(2);
  }

  private String file(String script) throws Exception {
    return Files.writeString(folder.resolve("script.sql"), script).toString();
  }
}
