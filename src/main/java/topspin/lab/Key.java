package topspin.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a lab's own key, which is an option of its command, too: {@code trainExamples} is {@code --train-examples}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {

    /** One line of help. */
    String value();

    /** Whether it is given without its name, as a file is. */
    boolean positional() default false;
}
