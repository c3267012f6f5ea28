package topspin.cli;

import java.io.File;

/**
 * The command by which the user starts this program. Texts in the code say {@value #CHECKOUT}, a checkout's command; in
 * a distribution it is replaced by the distribution's.
 */
final class Invocation {
    private static final String CHECKOUT = "./topspin";
    /** Set by the launcher: the command as a shell takes it. */
    private static final String PROPERTY = "topspin.command";

    private Invocation() {
    }

    /** The text with the command that works for this user. */
    static String typed(String text) {
        return text.replace(CHECKOUT, command());
    }

    private static String command() {
        String classPath = System.getProperty("java.class.path");
        boolean bareJar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
        return System.getProperty(PROPERTY, bareJar ? "java -jar " + Suggestions.quoted(classPath) : CHECKOUT);
    }
}
