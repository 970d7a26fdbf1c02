import { useEffect, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { DeskHeader } from './desk-header.tsx';
import { HostLogProvider, useNewHostLog } from './panels/host-log/use-host-log.ts';
import { InboxProvider, useInbox, useNewInbox } from './panels/inbox/use-inbox.ts';
import { PeoplePanel } from './panels/people/people-panel.tsx';
import { isSame, refOf } from './panels/people/someone.ts';
import { usePeople } from './panels/people/use-people.ts';
import { Phone } from './panels/phones.tsx';
import { ScenariosProvider, useNewScenarios } from './panels/scenarios/use-scenarios.ts';
import { useTimeline } from './panels/timeline/use-timeline.ts';
import { type Desk, tools } from './panels/tools.tsx';
import { useProposal } from './panels/whatsapp/use-proposal.ts';
import { useText } from './text/use-text.tsx';
import { type View, ViewSwitch } from './view-switch.tsx';

/** The whole desk: people on the left, the phone, tools on the right; in a narrow window one of them at a time. */
export const DeskPage = () => {
  const { t } = useText();
  const hostLog = useNewHostLog();
  const inbox = useNewInbox();
  const people = usePeople();
  const draft = useProposal(people);
  const scenarios = useNewScenarios({
    person: people.chosen && refOf(people.chosen),
    messenger: people.messenger,
    take: (person) => void people.reload().then(() => people.choose(person)),
  });
  const timeline = useTimeline({
    onOpen: () => {
      void people.reload();
      inbox.reload();
    },
    onEntry: (entry) => {
      inbox.onEntry(entry);
      scenarios.onEntry(entry);
    },
  });
  const [view, setView] = useState<View>('phone');
  // A reset forgets what the phone shows, so it is taken out and put back.
  const [era, setEra] = useState(0);
  const onReset = () => {
    setEra((count) => count + 1);
    timeline.clear();
    hostLog.clear();
    inbox.reload();
    void people.reload();
  };

  useEffect(() => {
    document.title = `${t('title')}: ${t('tagline')}`;
  }, [t]);

  return (
    <HostLogProvider value={hostLog}>
      <InboxProvider value={inbox}>
        <ScenariosProvider value={scenarios}>
          <DeskHeader status={timeline.status} />
          <main className="desk" data-view={view}>
            {timeline.status === 'reconnecting' && (
              <p className="banner" role="alert">
                {t('reconnecting')}
              </p>
            )}
            <ViewSwitch value={view} onChange={setView} />
            <div className="desk-people">
              <PeoplePanel
                {...people}
                choose={(person) => {
                  people.choose(person);
                  setView('phone');
                }}
              />
            </div>
            <div className="desk-phone" key={era}>
              {people.chosen && (
                <Phone
                  someone={people.chosen}
                  draft={draft && isSame(refOf(people.chosen), draft.to) ? draft : undefined}
                  onBlockChange={() => void people.reload()}
                />
              )}
            </div>
            <ToolTabs timeline={timeline} people={people.people} chosen={people.chosen} onReset={onReset} />
          </main>
        </ScenariosProvider>
      </InboxProvider>
    </HostLogProvider>
  );
};

const ToolTabs = (desk: Desk) => {
  const { t } = useText();
  const { unseen } = useInbox();
  return (
    <section className="desk-tools" aria-label={t('tools')}>
      <Tabs className="tabs">
        <TabList className="tab-list" aria-label={t('tools')}>
          {tools.map(({ id, title, inbox }) => (
            <Tab key={id} id={id} className="tab">
              {t(title)}
              {inbox && unseen[inbox] > 0 && (
                <span className="tab-count">
                  {unseen[inbox]}
                  <span className="unseen"> {t('newMessages')}</span>
                </span>
              )}
            </Tab>
          ))}
        </TabList>
        {tools.map(({ id, render }) => (
          <TabPanel key={id} id={id} className="tab-panel">
            {render(desk)}
          </TabPanel>
        ))}
      </Tabs>
    </section>
  );
};
