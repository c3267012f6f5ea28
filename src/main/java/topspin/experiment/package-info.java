/**
 * An experiment as people write it: YAML and single settings, read into a checked {@link topspin.run.RunConfig} that
 * remembers where every value was written; and a run's own files read back. Whoever starts runs reads experiments here;
 * nothing here prints.
 */
package topspin.experiment;
