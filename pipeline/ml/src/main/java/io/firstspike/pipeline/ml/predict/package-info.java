/** Classification of single values, without Flink: what stages, servables and functions share. */
package io.firstspike.pipeline.ml.predict;
