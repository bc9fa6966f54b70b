package io.firstspike.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the engine with numbers computed by another implementation: the cases that ship with the
 * tests, or those in the folder {@code -Dfirstspike.golden=DIR}, which must then exist.
 */
class GoldenTest {

  /** Check of the cases of one function. */
  @FunctionalInterface
  interface Check {
    void run(GoldenCase golden) throws IOException;
  }

  private static final Map<String, Check> CHECKS = checks();

  private static Map<String, Check> checks() {
    Map<String, Check> checks = new TreeMap<>();
    checks.putAll(GoldenEncoding.CHECKS);
    checks.putAll(GoldenLayers.CHECKS);
    checks.putAll(GoldenNetworks.CHECKS);
    checks.putAll(GoldenForms.CHECKS);
    return checks;
  }

  @TestFactory
  List<DynamicTest> cases() throws IOException, URISyntaxException {
    String given = System.getProperty("firstspike.golden");
    return tests(given == null ? shipped() : Path.of(given));
  }

  /** Without this test the last case of a function could disappear unnoticed. */
  @Test
  void everyFunctionHasCasesThatShip() throws IOException, URISyntaxException {
    Set<String> functions = new TreeSet<>();
    for (GoldenCase golden : GoldenCase.all(shipped())) {
      functions.add(golden.function());
    }
    assertThat(functions).isEqualTo(CHECKS.keySet());
  }

  private static Path shipped() throws URISyntaxException {
    return Path.of(GoldenTest.class.getResource("index.json").toURI()).getParent();
  }

  private static List<DynamicTest> tests(Path folder) throws IOException {
    List<GoldenCase> cases = GoldenCase.all(folder);
    assertThat(cases).as("cases of %s", folder).isNotEmpty();
    return cases.stream().map(golden -> dynamicTest(golden.name(), () -> check(golden))).toList();
  }

  private static void check(GoldenCase golden) throws IOException {
    Check check = CHECKS.get(golden.function());
    assertThat(check).as("nobody knows how to check function %s", golden.function()).isNotNull();
    check.run(golden);
  }
}
