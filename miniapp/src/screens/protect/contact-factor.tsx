import type { FactorKind } from '@atlas/shared/wire';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app-context.ts';
import type { Route } from '../../navigation/routes.ts';
import { CodeEntry } from '../../protection/code-entry.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { ContactForm } from './contact-form.tsx';
import { useContactFactor } from './use-contact-factor.ts';

type OtherWay = { route: Route; kind: FactorKind };
const otherWays: Readonly<Record<'sms' | 'email', readonly OtherWay[]>> = {
  sms: [
    { route: 'protect-email', kind: 'email' },
    { route: 'protect-app', kind: 'totp' },
  ],
  email: [
    { route: 'protect-phone', kind: 'sms' },
    { route: 'protect-app', kind: 'totp' },
  ],
};
const titles = { sms: 'protect.phoneTitle', email: 'protect.emailTitle' } as const;

/** Codes by SMS or e-mail as a second factor: the contact first, then the code that was sent there. */
export const ContactFactor = ({ kind }: { kind: 'sms' | 'email' }) => {
  const { router } = useApp();
  const { t } = useTranslation('protection');
  const { contact, enrolment, isBusy, send, change, confirm, resend, restart } = useContactFactor(kind);
  if (!enrolment) {
    return (
      <Page title={t(titles[kind])}>
        <ContactForm kind={kind} initial={contact} isBusy={isBusy} onSubmit={send} />
      </Page>
    );
  }
  return (
    <Page title={t('code.title')}>
      <CodeEntry
        question={enrolment}
        submit={(code, options) => confirm(enrolment, code, options)}
        resend={(options) => resend(enrolment, options)}
        restart={restart}
        otherWays={
          <>
            <Button kind="plain" onPress={change}>
              {t('protect.change')}
            </Button>
            {otherWays[kind].map((way) => (
              <Button
                key={way.route}
                kind="plain"
                onPress={() => router.finish(['protect-phone', 'protect-email'], way.route)}
              >
                {t(`protect.${way.kind}.title`)}
              </Button>
            ))}
          </>
        }
      />
    </Page>
  );
};
