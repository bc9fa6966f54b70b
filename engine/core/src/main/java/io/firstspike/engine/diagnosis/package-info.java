/**
 * What is wrong with a network or its data, in plain words: an {@link
 * io.firstspike.engine.diagnosis.Examination} shows a sample to the network and measures; each
 * check looks at one thing and knows its limit and its remedy; a {@link
 * io.firstspike.engine.diagnosis.Diagnosis} names causes before what follows from them.
 */
package io.firstspike.engine.diagnosis;
