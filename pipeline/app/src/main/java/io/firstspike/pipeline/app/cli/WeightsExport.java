package io.firstspike.pipeline.app.cli;

import io.firstspike.engine.exchange.ArrayFiles;
import io.firstspike.engine.exchange.NetworkWeights;
import io.firstspike.engine.exchange.Npz;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.app.console.OutputFiles;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.NetworkLimitOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a model's weights as files for other programs. */
@Command(
    name = "export",
    description =
        "Write a model's weights for NumPy: one float32 array a layer, called by the layer's name,"
            + " of (map, input map, window row, window column).")
final class WeightsExport implements Runnable {

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model.")
  private Path modelFile;

  @Mixin private NetworkLimitOption limit;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.npz|DIR",
      description = "A .npz file, or a folder for one .npy file a layer.")
  private Path out;

  @Option(
      names = "--text",
      description = "Into the folder, text files as SpykeTorch writes them instead.")
  private boolean text;

  @Override
  public void run() {
    boolean npz = ArrayFiles.isNpz(out);
    if (npz && text) {
      throw new InputException("--text writes a folder of files; " + out + " is a .npz file");
    }
    if (npz) {
      OutputFiles.requireWritable("--out", out);
    } else {
      OutputFiles.requireFolder("--out", out);
    }
    Map<String, NumericArray> arrays =
        NetworkWeights.of(ModelFile.read(modelFile, limit.limit()).serving()).arrays();
    if (npz) {
      Npz.write(out, arrays);
    } else if (text) {
      ArrayFiles.writeText(out, arrays);
    } else {
      ArrayFiles.writeNpy(out, arrays);
    }
    print(arrays);
  }

  private void print(Map<String, NumericArray> arrays) {
    Table table = Table.empty();
    for (Map.Entry<String, NumericArray> array : arrays.entrySet()) {
      table = table.row(array.getKey(), Arrays.toString(array.getValue().dimensions()));
    }
    PrintWriter printed = command.commandLine().getOut();
    printed.println(table);
    printed.println("weights written to " + out);
    printed.flush();
  }
}
