package io.firstspike.pipeline.app.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.network.Verdicts;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuracyCurveTest {

  private static final String COLUMNS = "curve,labels,right,wrong,accuracy,accuracySoFar";

  @TempDir private Path folder;

  @Test
  void aPointForEachThousandLabelsAndOneForTheRest() {
    AccuracyCurve curve = new AccuracyCurve("a");
    for (int i = 0; i < 2500; i++) {
      curve.add(i >= 1000 || i % 2 == 0);
    }

    assertThat(AccuracyCurve.csv(List.of(curve)).lines())
        .containsExactly(
            COLUMNS,
            "a,1000,500,500,0.500000,0.500000",
            "a,2000,1000,0,1.000000,0.750000",
            "a,2500,500,0,1.000000,0.800000");
  }

  @Test
  void verdictsBeforeTheCurveDoNotCountAndSilenceIsWrong() {
    AccuracyCurve curve = new AccuracyCurve("a", new Verdicts(100, 50, 50));
    curve.reach(new Verdicts(100, 50, 50));
    curve.reach(new Verdicts(1000, 100, 99));
    curve.reach(new Verdicts(1400, 200, 200));

    // 999 labels are not enough for a point; the next report is where it lands.
    assertThat(AccuracyCurve.csv(List.of(curve)).lines())
        .containsExactly(COLUMNS, "a,1600,1300,300,0.812500,0.812500");
  }

  @Test
  void namesAreQuotedAsCsvWantsIt() {
    AccuracyCurve odd = new AccuracyCurve("key, \"odd\"");
    odd.add(true);
    AccuracyCurve empty = new AccuracyCurve("nothing came");

    assertThat(AccuracyCurve.csv(List.of(odd, empty)).lines())
        .containsExactly(COLUMNS, "\"key, \"\"odd\"\"\",1,1,0,1.000000,1.000000");
  }

  @Test
  void curvesLieBesideTheReport() throws IOException {
    AccuracyCurve curve = new AccuracyCurve("a");
    curve.add(false);
    Path report = folder.resolve("r.1.json");
    Report.requireWritable("--report", report);
    Report.of("test", "network", 1).with(Map.of()).withCurves(List.of(curve)).write(report);

    assertThat(Files.readString(folder.resolve("r.1.csv")))
        .isEqualTo(COLUMNS + "\na,1,0,1,0.000000,0.000000\n");
    assertThatThrownBy(() -> Report.requireWritable("--report", folder.resolve("r.csv")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("name the report with another ending, .json");
  }
}
