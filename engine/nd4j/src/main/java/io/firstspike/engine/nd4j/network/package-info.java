/** Whole networks on batches: encoding, feature layers, decisions. */
package io.firstspike.engine.nd4j.network;
