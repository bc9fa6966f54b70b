/**
 * Helpers of tests: readers of topics, trained models, and the plain loop whose results a job must
 * reproduce bit for bit.
 */
package io.firstspike.testkit;
