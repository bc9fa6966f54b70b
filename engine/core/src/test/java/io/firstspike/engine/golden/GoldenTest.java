package io.firstspike.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The engine against numbers computed by another implementation. Runs the cases of the folder given
 * as {@code -Dfirstspike.golden=DIR}, otherwise those of {@code shared/golden} beside the project
 * if it is there, and always the few that ship with the tests.
 */
class GoldenTest {

  private static final Path BESIDE_THE_PROJECT = Path.of("../../../shared/golden");

  /** How to run the cases of a function. */
  @FunctionalInterface
  interface Check {
    void run(GoldenCase golden) throws IOException;
  }

  private static final Map<String, Check> CHECKS = checks();

  private static Map<String, Check> checks() {
    Map<String, Check> checks = new java.util.TreeMap<>();
    checks.putAll(GoldenEncoding.CHECKS);
    checks.putAll(GoldenLayers.CHECKS);
    checks.putAll(GoldenNetworks.CHECKS);
    checks.putAll(GoldenForms.CHECKS);
    return checks;
  }

  @TestFactory
  List<DynamicTest> shippedCases() throws IOException, URISyntaxException {
    return tests(Path.of(GoldenTest.class.getResource("index.json").toURI()).getParent());
  }

  @TestFactory
  List<DynamicTest> allCases() throws IOException {
    String given = System.getProperty("firstspike.golden");
    Path folder = given == null ? BESIDE_THE_PROJECT : Path.of(given);
    if (given == null && !Files.isDirectory(folder)) {
      System.out.println("golden: no folder given and none beside the project; shipped cases only");
      return List.of();
    }
    return tests(folder);
  }

  private static List<DynamicTest> tests(Path folder) throws IOException {
    JsonNode index = new ObjectMapper().readTree(folder.resolve("index.json").toFile());
    List<DynamicTest> tests = new ArrayList<>();
    int skipped = 0;
    for (JsonNode json : index.get("cases")) {
      GoldenCase golden = new GoldenCase(folder, json);
      if (golden.marked()) {
        skipped++;
      } else {
        tests.add(dynamicTest(golden.name(), () -> check(golden)));
      }
    }
    System.out.printf(
        "golden: %d cases of %s run, %d skipped (marked QUIRK or BUG)%n",
        tests.size(), folder.getFileName(), skipped);
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private static void check(GoldenCase golden) throws IOException {
    Check check = CHECKS.get(golden.function());
    assertThat(check).as("nobody knows how to check function %s", golden.function()).isNotNull();
    check.run(golden);
  }
}
