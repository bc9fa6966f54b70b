/** A cluster of processes on this machine, a broker and Flink's, and the commands for it. */
package io.firstspike.pipeline.app.cluster;
