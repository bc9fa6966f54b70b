package io.firstspike.pipeline.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules use the names that jobs give their metrics, and no others. */
class MonitoringFilesTest {

  private static final Path FOLDER = Path.of("..", "..", "deploy", "monitoring");
  private static final Path DASHBOARD = FOLDER.resolve("grafana/dashboards/firstspike.json");
  private static final String ALERTS = "firstspike-alerts.yml";
  private static final String ALERTS_TEST = "firstspike-alerts-test.yml";
  private static final Pattern NAME = Pattern.compile("\\b(?:flink_|firstspike[_:])[A-Za-z0-9_:]+");
  private static final Pattern RECORDED = Pattern.compile("(?m)^ *- record: (\\S+)$");

  @Test
  void alertRulesUseNamesThatExist() throws IOException {
    for (String file : List.of(ALERTS, ALERTS_TEST)) {
      assertThat(names(Files.readString(FOLDER.resolve(file)))).as(file).isSubsetOf(all());
    }
  }

  @Test
  void theDashboardShowsEachOfOurMetricsAndNoneThatDoesNotExist() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (String expression : expressions()) {
      shown.addAll(names(expression));
    }

    assertThat(shown).isSubsetOf(all());
    assertThat(shown).containsAll(MonitoringNames.ours());
  }

  @Test
  void eachOfFlinksNamesIsUsed() throws IOException {
    Set<String> used = new HashSet<>(names(Files.readString(FOLDER.resolve(ALERTS))));
    expressions().forEach(expression -> used.addAll(names(expression)));

    assertThat(used).containsAll(MonitoringNames.OF_FLINK);
  }

  @Test
  void panelsHaveNumbersOfTheirOwnAndDoNotOverlap() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : panels()) {
      numbers.add(panel.get("id").asInt());
      JsonNode place = panel.get("gridPos");
      for (int x = 0; x < place.get("w").asInt(); x++) {
        for (int y = 0; y < place.get("h").asInt(); y++) {
          int column = place.get("x").asInt() + x;
          assertThat(column).isLessThan(24);
          assertThat(taken.add(column + "," + (place.get("y").asInt() + y)))
              .as(panel.get("title").asText())
              .isTrue();
        }
      }
    }
    assertThat(numbers).doesNotHaveDuplicates();
  }

  @Test
  void prometheusTakesTheRulesAndTheyComeWhenTheyShould() throws Exception {
    assumeThat(installed("promtool")).as("promtool (of Prometheus) is installed").isTrue();

    assertThat(promtool("check", "config", "prometheus.yml")).contains("SUCCESS");
    assertThat(promtool("check", "rules", ALERTS)).contains("SUCCESS");
    assertThat(promtool("test", "rules", ALERTS_TEST)).contains("SUCCESS");
  }

  private static Set<String> all() throws IOException {
    Set<String> all = new TreeSet<>(MonitoringNames.ours());
    all.addAll(MonitoringNames.OF_FLINK);
    RECORDED
        .matcher(Files.readString(FOLDER.resolve(ALERTS)))
        .results()
        .forEach(match -> all.add(match.group(1)));
    return all;
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonNode panels() throws IOException {
    return new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels");
  }

  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    panels().findValues("expr").forEach(expression -> expressions.add(expression.asText()));
    assertThat(expressions).isNotEmpty();
    return expressions;
  }

  private static boolean installed(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
