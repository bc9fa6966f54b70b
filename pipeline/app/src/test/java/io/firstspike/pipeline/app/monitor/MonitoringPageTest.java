package io.firstspike.pipeline.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.pipeline.app.watch.RestartKind;
import io.firstspike.pipeline.stream.metric.JobMetric;
import io.firstspike.pipeline.stream.metric.JobMetric.Kind;
import io.firstspike.pipeline.stream.metric.Rejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Writes the tables of docs/monitoring.md from the code and compares them with the page. */
class MonitoringPageTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "monitoring.md");

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(PAGE);
  }

  @Test
  void theTableHasAllMetricsOfJobs() {
    assertThat(page)
        .contains("`" + JobMetric.PREFIX + "`")
        .contains(
            table(
                List.of("name", "kind", "in", "unit", "value"),
                Arrays.stream(JobMetric.values()).map(MonitoringPageTest::row)));
  }

  private static List<String> row(JobMetric metric) {
    String label = metric.label().isEmpty() ? "" : "{" + metric.label() + "}";
    return List.of(
        "`" + metric.shortName() + label + "`",
        metric.kind() == Kind.HISTOGRAM ? "summary" : metric.kind().name().toLowerCase(Locale.ROOT),
        metric.users().commands(),
        metric.unit(),
        metric.meaning());
  }

  @Test
  void theTableHasAllReasonsOfDeadLetters() {
    assertThat(page)
        .contains(
            table(
                List.of("reason", "rejected"),
                Arrays.stream(Rejection.values())
                    .map(one -> List.of("`" + one.code() + "`", one.meaning()))));
  }

  @Test
  void thePageNamesWhatEmbeddedJobsAdd() {
    assertThat(page)
        .contains("`" + HealthMetrics.READY + "`", "`" + HealthMetrics.RESTARTS + "{kind}`")
        .contains(
            Arrays.stream(RestartKind.values())
                .map(kind -> "`" + kind.name().toLowerCase(Locale.ROOT) + "`")
                .collect(Collectors.joining(", ")));
  }

  @Test
  void theTableHasAllAlerts() throws IOException {
    String rules = Files.readString(Path.of("..", "..", "deploy/monitoring/firstspike-alerts.yml"));
    assertThat(names(page, "(?m)^\\| `(FirstSpike\\w+)`"))
        .isNotEmpty()
        .isEqualTo(names(rules, "- alert: (\\w+)"));
  }

  private static List<String> names(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(one -> one.group(1)).toList();
  }

  private static String table(List<String> heads, Stream<List<String>> rows) {
    String rule = "|" + "---|".repeat(heads.size());
    return Stream.concat(Stream.of(line(heads), rule), rows.map(MonitoringPageTest::line))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
