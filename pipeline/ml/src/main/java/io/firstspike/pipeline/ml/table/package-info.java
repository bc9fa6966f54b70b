/** Rows of tables as the inputs and outputs of networks, and model data as rows. */
package io.firstspike.pipeline.ml.table;
