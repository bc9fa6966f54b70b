package io.firstspike.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.firstspike.engine.golden.GoldenCase;
import io.firstspike.engine.nd4j.runtime.MachineCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compares the tensor operations with numbers computed by another implementation. */
@Tag("slow")
class GoldenTensorsTest {

  private static final Path CASES =
      Path.of("..", "core", "src", "test", "resources", "io", "firstspike", "engine", "golden");

  /** What no tensor computes: kernels, which are the spec's, texts and pictures. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "DoGKernel",
          "GaborKernel",
          "generate_inhibition_kernel",
          "tensor_to_text",
          "get_deep_receptive_field",
          "get_deep_feature");

  /** Check of the cases of one function. */
  @FunctionalInterface
  interface Check {
    void run(GoldenCase golden) throws IOException;
  }

  private static final Map<String, Check> CHECKS = checks();

  private static Map<String, Check> checks() {
    Map<String, Check> checks = new TreeMap<>();
    checks.putAll(GoldenStages.CHECKS);
    checks.putAll(GoldenRuns.CHECKS);
    return checks;
  }

  @BeforeAll
  static void load() {
    MachineCode.ofThisJvm().load(line -> {});
  }

  @TestFactory
  List<DynamicTest> cases() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (GoldenCase golden : GoldenCase.all(CASES)) {
      if (!ELSEWHERE.contains(golden.function()) && GoldenStages.applies(golden)) {
        tests.add(dynamicTest(golden.name(), () -> CHECKS.get(golden.function()).run(golden)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(50);
    return tests;
  }

  @Test
  void everyFunctionIsCheckedOrElsewhere() throws IOException {
    Set<String> functions = new TreeSet<>();
    for (GoldenCase golden : GoldenCase.all(CASES)) {
      functions.add(golden.function());
    }
    functions.removeAll(ELSEWHERE);
    assertThat(CHECKS.keySet()).isEqualTo(functions);
  }
}
